import { Database } from "@db/sqlite";
import type { KnownHosts } from "../domain/known_hosts.ts";
import { AppError } from "../errors.ts";
import { StoredKnownHosts } from "./known_hosts.ts";
import { NewerDatabaseError, readVersion } from "./migrations.ts";

/** Host keys in a database that is only read. Disposing them closes it. */
export interface ReadKnownHosts extends KnownHosts, Disposable {}

/**
 * Opens the host keys in the database at `path`, which a running service can use meanwhile. New
 * keys are not written. Without a database there are none.
 *
 * @throws {AppError} 40000 when the database cannot be opened
 */
export function readKnownHosts(path: string): ReadKnownHosts {
  const database = openReadonly(path) ?? emptyDatabase();
  const known = new StoredKnownHosts(database, { run: () => {} });
  return Object.assign(known, { [Symbol.dispose]: () => database.close() });
}

/**
 * Returns the database at `path`, or `undefined` when there is none.
 *
 * @throws {AppError} 40000 when it cannot be opened
 */
function openReadonly(path: string): Database | undefined {
  if (path === ":memory:" || !hasContent(path)) return undefined;
  using opening = new DisposableStack();
  try {
    const options = { readonly: true, int64: true };
    const database = opening.adopt(new Database(path, options), (open) => open.close());
    readVersion(database);
    database.prepare("SELECT count(*) FROM known_hosts").value();
    opening.move();
    return database;
  } catch (cause) {
    const detail = cause instanceof NewerDatabaseError
      ? "names a database that a newer program wrote; start the newer program"
      : "names a file that is no database of this service";
    throw new AppError("DATABASE_CONNECTION_FAILED", detail, { cause });
  }
}

function emptyDatabase(): Database {
  const database = new Database(":memory:");
  database.exec("CREATE TABLE known_hosts (address, fingerprint)");
  database.exec("CREATE TABLE host_key_types (fingerprint, type)");
  return database;
}

function hasContent(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
