import { Database } from "@db/sqlite";
import type { KnownHosts } from "../domain/known_hosts.ts";
import { StoredKnownHosts } from "./known_hosts.ts";

/** Host keys in a database that is only read. Disposing them closes it. */
export interface ReadKnownHosts extends KnownHosts, Disposable {}

/**
 * Opens the host keys in the database at `path`, which a running service can use meanwhile. New
 * keys are not written. Without a database there are none.
 */
export function readKnownHosts(path: string): ReadKnownHosts {
  const database = openReadonly(path) ?? emptyDatabase();
  const known = new StoredKnownHosts(database, { run: () => {} });
  return Object.assign(known, { [Symbol.dispose]: () => database.close() });
}

/** Returns the database at `path`, or `undefined` when there is none. */
function openReadonly(path: string): Database | undefined {
  if (path === ":memory:" || !isFile(path)) return undefined;
  return new Database(path, { readonly: true, int64: true });
}

function emptyDatabase(): Database {
  const database = new Database(":memory:");
  database.exec("CREATE TABLE known_hosts (address, fingerprint)");
  database.exec("CREATE TABLE host_key_types (fingerprint, type)");
  return database;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
