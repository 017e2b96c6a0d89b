import type { Database } from "@db/sqlite";
import { query } from "./query.ts";
import { where } from "./where.ts";
import type { Writes } from "./writes.ts";

/** A session or a lock that is taken. */
export interface HoldStart {
  /** `lock` is the right to run one operation without a session. */
  readonly kind: "session" | "lock";
  /** Connection that holds it. */
  readonly connectionId: string;
  /** Where its client is: `address:port`. */
  readonly peerAddress: string;
}

/** Why a hold ended: given back, idle for too long, or its connection is gone. */
export type HoldEnd = "released" | "expired" | "disconnected";

/** A session or a lock as it goes on the wire. */
export interface HoldRow {
  /** Counts up. */
  readonly id: number;
  /** `session` or `lock`. */
  readonly kind: HoldStart["kind"];
  /** Connection that held it. */
  readonly connection_id: string;
  /** Where its client was: `address:port`. */
  readonly peer_address: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** ISO 8601, UTC; null while it is held, and when it was interrupted. */
  readonly ended_at: string | null;
  /** Why it ended; `interrupted` when the service died first; null while it is held. */
  readonly ended_by: HoldEnd | "interrupted" | null;
}

/** Which sessions and locks to read; what is left out does not matter. */
export interface HoldFilter {
  /** Only of this kind. */
  readonly kind?: HoldStart["kind"] | undefined;
  /** Only with a lower id: the last one of the page before. */
  readonly before?: number | undefined;
  /** At most so many. */
  readonly limit: number;
}

/** The sessions and locks that were and are held: a record, never the truth about who holds what. */
export class Holds {
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
  begin({ kind, connectionId, peerAddress }: HoldStart): { end(how: HoldEnd): void } {
    const id = ++this.#lastId;
    this.#writes.run(
      "INSERT INTO holds (id, kind, connection_id, peer_address, started_at) VALUES (?, ?, ?, ?, ?)",
      id,
      kind,
      connectionId,
      peerAddress,
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

  /** Reads sessions and locks, newest first. @throws {AppError} 41000 */
  list({ kind, before, limit }: HoldFilter): HoldRow[] {
    const { sql, values } = where([["kind = ?", kind], ["id < ?", before]]);
    return query("The history of sessions and locks", () => {
      const select = `SELECT id, kind, connection_id, peer_address, started_at, ended_at, ended_by
         FROM holds ${sql} ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<HoldRow>(...values, limit);
    });
  }
}
