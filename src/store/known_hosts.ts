import type { HostKey, KnownHosts } from "../domain/known_hosts.ts";
import type { Database } from "@db/sqlite";
import { query } from "./query.ts";
import type { Writes } from "./writes.ts";

/** Host keys that were trusted on first use, by `[host]:port`, and the types of keys, by fingerprint. */
export class StoredKnownHosts implements KnownHosts {
  readonly #database: Database;
  readonly #writes: Writes;
  /** Those of this process: a key stays trusted while it can not be written. */
  readonly #remembered = new Map<string, string>();
  readonly #types = new Map<string, string>();

  /** Takes an open database, which its owner closes, and the way to write to it. */
  constructor(database: Database, writes: Writes) {
    this.#database = database;
    this.#writes = writes;
  }

  /** The remembered fingerprint of `address`. @throws {AppError} 41000 */
  fingerprintOf(address: string): string | undefined {
    return this.#remembered.get(address) ?? query("The remembered host keys", () => {
      const select = "SELECT fingerprint FROM known_hosts WHERE address = ?";
      return this.#database.prepare(select).value<[string]>(address)?.[0];
    });
  }

  /** Remembers the key of a first contact; a later one does not replace it. @throws {AppError} 41000 */
  remember(address: string, fingerprint: string): void {
    if (this.fingerprintOf(address) !== undefined) return;
    this.#remembered.set(address, fingerprint);
    this.#writes.run(
      "INSERT INTO known_hosts (address, fingerprint, first_seen) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      address,
      fingerprint,
      new Date().toISOString(),
    );
  }

  /** Returns the type of the key with `fingerprint`, when it is known. @throws {AppError} 41000 */
  typeOf(fingerprint: string): string | undefined {
    return this.#types.get(fingerprint) ?? query("The types of host keys", () => {
      const select = "SELECT type FROM host_key_types WHERE fingerprint = ?";
      return this.#database.prepare(select).value<[string]>(fingerprint)?.[0];
    });
  }

  /** Remembers the type of a key, which never changes. @throws {AppError} 41000 */
  rememberType({ fingerprint, type }: HostKey): void {
    if (this.typeOf(fingerprint) !== undefined) return;
    this.#types.set(fingerprint, type);
    this.#writes.run(
      "INSERT INTO host_key_types (fingerprint, type) VALUES (?, ?) ON CONFLICT DO NOTHING",
      fingerprint,
      type,
    );
  }
}
