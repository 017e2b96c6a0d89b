import type { Database } from "@db/sqlite";
import type { LeaseEnd, LeaseStart, OpenRecord } from "../domain/history.ts";
import type { LeaseRecord } from "../protocol/rest/records.ts";
import { auditWrite, auditWriteAfterChange } from "./audit.ts";
import { query } from "./query.ts";
import type { Writes } from "./writes.ts";

/** History of sessions and locks in SQLite. The room `leases/` holds the present owners. */
export class Leases {
  readonly #database: Database;
  readonly #writes: Writes;
  #lastId: number;

  /**
   * Takes an open database, which its owner closes, and the writes to it.
   *
   * @throws {Error} what SQLite throws
   */
  constructor(database: Database, writes: Writes) {
    this.#database = database;
    this.#writes = writes;
    [this.#lastId = 0] =
      database.prepare("SELECT coalesce(max(id), 0) FROM leases").value<[number]>() ?? [];
  }

  /**
   * Records that a lease starts now, and a session also in the audit trail: the operation of a lock
   * has rows of its own there. Returns the open record.
   */
  begin({ kind, client }: LeaseStart): OpenRecord<LeaseEnd> {
    const id = ++this.#lastId;
    const isAudited = kind === "session";
    const owner = { name: client.principal.name, address: client.address, clientId: client.id };
    const insert = {
      sql: `INSERT INTO leases (id, kind, connection_id, peer_address, started_at)
       VALUES (?, ?, ?, ?, ?)`,
      values: [id, kind, client.id, client.address, new Date().toISOString()],
    };
    const start = { action: "session_start", ...owner } as const;
    this.#writes.runAll(isAudited ? [insert, auditWrite(start)] : [insert]);
    return {
      end: (outcome) => {
        const update = {
          sql: "UPDATE leases SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_by IS NULL",
          values: [new Date().toISOString(), outcome, id],
        };
        const end = { action: "session_end", ...owner, outcome } as const;
        this.#writes.runAll(isAudited ? [update, auditWriteAfterChange(end)] : [update]);
      },
    };
  }

  /**
   * Returns the newest `limit` leases, newest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  list({ limit }: { readonly limit: number }): LeaseRecord[] {
    return query("The history of sessions and locks", () => {
      const select = `SELECT id, kind, connection_id, peer_address, started_at, ended_at, ended_by
         FROM leases ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<LeaseRecord>(limit);
    });
  }
}
