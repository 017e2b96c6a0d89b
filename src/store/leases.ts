import type { Database } from "@db/sqlite";
import type { LeaseEnd, LeaseStart, OpenRecord } from "../domain/history.ts";
import type { LeaseRecord } from "../protocol/rest/records.ts";
import { query } from "./query.ts";
import type { Writes } from "./writes.ts";

/** The sessions and locks that were and are held: a record, never the truth about who holds what. */
export class Leases {
  readonly #database: Database;
  readonly #writes: Writes;
  #lastId: number;

  /** Takes an open database, which its owner closes, and the way to write to it. Throws what SQLite throws. */
  constructor(database: Database, writes: Writes) {
    this.#database = database;
    this.#writes = writes;
    [this.#lastId = 0] =
      database.prepare("SELECT coalesce(max(id), 0) FROM holds").value<[number]>() ?? [];
  }

  /** Records that a hold starts now, and gives what records its end: the first end counts. */
  begin({ kind, client }: LeaseStart): OpenRecord<LeaseEnd> {
    const id = ++this.#lastId;
    this.#writes.run(
      "INSERT INTO holds (id, kind, connection_id, peer_address, started_at) VALUES (?, ?, ?, ?, ?)",
      id,
      kind,
      client.id,
      client.address,
      new Date().toISOString(),
    );
    return {
      end: (how) =>
        this.#writes.run(
          "UPDATE holds SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_by IS NULL",
          new Date().toISOString(),
          how,
          id,
        ),
    };
  }

  /** Returns the newest `limit` leases, newest first. @throws {AppError} 41000 */
  list({ limit }: { readonly limit: number }): LeaseRecord[] {
    return query("The history of sessions and locks", () => {
      const select = `SELECT id, kind, connection_id, peer_address, started_at, ended_at, ended_by
         FROM holds ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<LeaseRecord>(limit);
    });
  }
}
