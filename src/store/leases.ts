import type { Database } from "@db/sqlite";
import type { LeaseEnd, LeaseStart, OpenRecord } from "../domain/history.ts";
import type { LeaseRecord } from "../protocol/rest/records.ts";
import { auditWrite, auditWriteAfterChange } from "./audit.ts";
import { query } from "./query.ts";
import type { Writes } from "./writes.ts";

/** History of leases in SQLite. The room `leases/` holds the present owners. */
export class Leases {
  readonly #database: Database;
  readonly #writes: Writes;
  #lastId: number;
  /** Ids of the records of the leases that runs hold since before a restart, by the run's id. */
  readonly #heldByRuns: Map<string, number>;

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
    const held = "SELECT connection_id, id FROM leases WHERE ended_by IS NULL AND kind = 'job'";
    this.#heldByRuns = new Map(database.prepare(held).values<[string, number]>());
  }

  /**
   * Records that a lease starts now, unless a run holds it since before a restart. The lease of a
   * session or a run is in the audit trail too: the operation of a lock has rows of its own there.
   * Returns the open record.
   */
  begin({ kind, client, servers = "*" }: LeaseStart): OpenRecord<LeaseEnd> {
    const { id: clientId, address, principal: { name } } = client;
    const isAudited = kind !== "lock";
    const owner = { name, address: kind === "job" ? null : address, clientId };
    const subject = servers === "*" ? null : servers.join(", ");
    const kept = this.#heldByRuns.get(clientId);
    this.#heldByRuns.delete(clientId);
    const id = kept ?? ++this.#lastId;
    if (kept === undefined) {
      const insert = {
        sql: `INSERT INTO leases (id, kind, connection_id, peer_address, started_at)
         VALUES (?, ?, ?, ?, ?)`,
        values: [id, kind, clientId, address, new Date().toISOString()],
      };
      const start = { action: "session_start", ...owner, subject } as const;
      this.#writes.runAll(isAudited ? [insert, auditWrite(start)] : [insert]);
    }
    return {
      end: (outcome) => {
        const update = {
          sql: "UPDATE leases SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_by IS NULL",
          values: [new Date().toISOString(), outcome, id],
        };
        const end = { action: "session_end", ...owner, subject, outcome } as const;
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
