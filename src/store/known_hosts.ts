import type { HostKey, KnownHosts } from "../domain/known_hosts.ts";
import type { Database } from "@db/sqlite";
import { query } from "./query.ts";
import type { Writes } from "./writes.ts";

/**
 * Host keys in SQLite: those trusted on first use by `[host]:port`, types of keys by fingerprint.
 */
export class StoredKnownHosts implements KnownHosts {
  readonly #database: Database;
  readonly #writes: Pick<Writes, "run">;
  /** Fingerprints remembered by this process: a key stays trusted while its record waits. */
  readonly #remembered = new Map<string, string>();
  readonly #types = new Map<string, string>();

  /** Takes an open database, which its owner closes, and the writes to it. */
  constructor(database: Database, writes: Pick<Writes, "run">) {
    this.#database = database;
    this.#writes = writes;
  }

  /**
   * Returns the remembered fingerprint of `address`.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  fingerprintOf(address: string): string | undefined {
    return this.#remembered.get(address) ?? query("The remembered host keys", () => {
      const select = "SELECT fingerprint FROM known_hosts WHERE address = ?";
      return this.#database.prepare(select).value<[string]>(address)?.[0];
    });
  }

  /**
   * Remembers the key of the first connection to `address`. A later key does not replace it.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  remember(address: string, fingerprint: string): void {
    if (this.fingerprintOf(address) !== undefined) return;
    this.#remembered.set(address, fingerprint);
    this.#writes.run(
      `INSERT INTO known_hosts (address, fingerprint, first_seen) VALUES (?, ?, ?)
       ON CONFLICT DO NOTHING`,
      address,
      fingerprint,
      new Date().toISOString(),
    );
  }

  /**
   * Returns the type of the key with `fingerprint`, if it is known.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  typeOf(fingerprint: string): string | undefined {
    return this.#types.get(fingerprint) ?? query("The types of host keys", () => {
      const select = "SELECT type FROM host_key_types WHERE fingerprint = ?";
      return this.#database.prepare(select).value<[string]>(fingerprint)?.[0];
    });
  }

  /**
   * Remembers the type of a key, which never changes.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
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
