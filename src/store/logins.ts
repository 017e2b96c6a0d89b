import type { Database } from "@db/sqlite";
import type { Login, LoginRecords } from "../domain/logins.ts";
import type { Writes } from "./writes.ts";

/** Logins of browsers in SQLite. */
export class StoredLogins implements LoginRecords {
  readonly #database: Database;
  readonly #writes: Writes;

  /** Takes an open database, which its owner closes, and the writes to it. */
  constructor(database: Database, writes: Writes) {
    this.#database = database;
    this.#writes = writes;
  }

  /** Returns all logins. @throws {Error} what SQLite throws */
  all(): Login[] {
    return this.#database.prepare(
      `SELECT sha256, token_sha256 AS "tokenSha256", expires_at AS "expiresAt" FROM logins`,
    ).all<Login>();
  }

  /** Stores a login. */
  add({ sha256, tokenSha256, expiresAt }: Login): void {
    this.#writes.run(
      "INSERT INTO logins (sha256, token_sha256, expires_at) VALUES (?, ?, ?)",
      sha256,
      tokenSha256,
      expiresAt,
    );
  }

  /** Deletes a login. */
  remove(sha256: string): void {
    this.#writes.run("DELETE FROM logins WHERE sha256 = ?", sha256);
  }
}
