import type { Database } from "@db/sqlite";
import { AppError } from "../errors.ts";

/** Host keys that were trusted on first use, by `[host]:port`. */
export class KnownHosts {
  readonly #database: Database;

  /** Takes an open database, which its owner closes. */
  constructor(database: Database) {
    this.#database = database;
  }

  /** The remembered fingerprint of `address`. @throws {AppError} 41000 */
  fingerprintOf(address: string): string | undefined {
    return query(() => {
      const select = "SELECT fingerprint FROM known_hosts WHERE address = ?";
      return this.#database.prepare(select).value<[string]>(address)?.[0];
    });
  }

  /** Remembers the key of a first contact. @throws {AppError} 41000 */
  remember(address: string, fingerprint: string): void {
    query(() => {
      const insert =
        "INSERT INTO known_hosts (address, fingerprint, first_seen) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
      this.#database.exec(insert, address, fingerprint, new Date().toISOString());
    });
  }
}

function query<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    throw new AppError(
      "DATABASE_QUERY_FAILED",
      "The remembered host keys can not be read or written",
      { cause },
    );
  }
}
