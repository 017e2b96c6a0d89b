import type { Database } from "@db/sqlite";
import { query } from "./query.ts";
import { where } from "./where.ts";
import type { Writes } from "./writes.ts";

/** What is known of an operation when it starts. */
export interface RunStart {
  /** Id of the operation: a UUID of version 7. */
  readonly operationId: string;
  /** The message that asked for it. */
  readonly kind: "ssh_command" | "open_terminal" | "scp_transfer";
  /** Connection that asked for it. */
  readonly connectionId: string;
  /** Where its client is: `address:port`. */
  readonly peerAddress: string;
  /** Server it runs on; null for a transfer. */
  readonly serverName: string | null;
  /** The configured transfer; null for the others. */
  readonly transferName: string | null;
  /** The command; null for the others. */
  readonly command: string | null;
}

/** What is known of an operation when it has ended. */
export interface RunEnd {
  /** The event that ended it. */
  readonly ending: "complete" | "error" | "cancelled";
  /** Exit code of the command, where there is one. */
  readonly exitCode: number | null;
  /** The 5-digit code, when it ended with an error. */
  readonly errorCode: number | null;
  /** Bytes of output, or of the files transferred. */
  readonly bytes: number;
  /** Files transferred; null for the others. */
  readonly files: number | null;
}

/** An operation as it goes on the wire. */
export interface RunRow {
  /** Counts up. */
  readonly id: number;
  /** Id of the operation: a UUID of version 7. */
  readonly operation_id: string;
  /** The message that asked for it. */
  readonly kind: RunStart["kind"];
  /** Connection that asked for it. */
  readonly connection_id: string;
  /** Where its client was: `address:port`. */
  readonly peer_address: string;
  /** Server it ran on; null for a transfer. */
  readonly server_name: string | null;
  /** The configured transfer; null for the others. */
  readonly transfer_name: string | null;
  /** The command; null for the others. */
  readonly command: string | null;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** ISO 8601, UTC; null while it runs, and when it was interrupted. */
  readonly ended_at: string | null;
  /** The event that ended it; `interrupted` when the service died first; null while it runs. */
  readonly ending: RunEnd["ending"] | "interrupted" | null;
  /** Exit code of the command, where there is one. */
  readonly exit_code: number | null;
  /** The 5-digit code, when it ended with an error. */
  readonly error_code: number | null;
  /** Bytes of output, or of the files transferred; 0 while it runs. */
  readonly bytes: number;
  /** Files transferred; null for the others. */
  readonly files: number | null;
  /** How long it ran, by a clock that nobody sets; null like `ended_at`. */
  readonly duration_ms: number | null;
}

/** Which operations to read; what is left out does not matter. */
export interface RunFilter {
  /** Only of this kind. */
  readonly kind?: RunStart["kind"] | undefined;
  /** Only on this server. */
  readonly serverName?: string | undefined;
  /** Only of this transfer. */
  readonly transferName?: string | undefined;
  /** Only of this connection. */
  readonly connectionId?: string | undefined;
  /** Only with this ending; null for those that run. */
  readonly ending?: RunRow["ending"] | undefined;
  /** Only started then or later: ISO 8601. */
  readonly since?: string | undefined;
  /** Only started before then: ISO 8601. */
  readonly until?: string | undefined;
  /** Only with a lower id: the last one of the page before. */
  readonly before?: number | undefined;
  /** At most so many. */
  readonly limit: number;
}

const COLUMNS =
  `operation_id, kind, connection_id, peer_address, server_name, transfer_name, command, started_at,
   ended_at, ending, exit_code, error_code, bytes, files, duration_ms`;

/** A list has the beginnings of commands: 500 of 64 KiB would be 32 MiB, read while everything else waits. */
const LIST_COLUMNS = "id, " + COLUMNS.replace("command", "substr(command, 1, 1000) AS command");

// Ids grow with time, so times are read as bounds of ids: one look into the index each, and nothing is sorted. Only
// a clock that is set back can mislead them.
const FIRST_SINCE = "(SELECT id FROM runs WHERE started_at >= ? ORDER BY started_at, id LIMIT 1)";
const LAST_UNTIL =
  "(SELECT id FROM runs WHERE started_at < ? ORDER BY started_at DESC, id DESC LIMIT 1)";

/** The operations that ran and run. Reads see what is written: a run may be missing while `Writes` has a failure. */
export class Runs {
  readonly #database: Database;
  readonly #writes: Writes;
  #lastId: number;

  /** Takes an open database, which its owner closes, and the way to write to it. Throws what SQLite throws. */
  constructor(database: Database, writes: Writes) {
    this.#database = database;
    this.#writes = writes;
    // Ids are counted here, so that a row that waits to be written has one already.
    [this.#lastId = 0] =
      database.prepare("SELECT coalesce(max(id), 0) FROM runs").value<[number]>() ?? [];
  }

  /** Records that an operation starts now, and gives what records its end: the first end counts. */
  begin(start: RunStart): { end(end: RunEnd): void } {
    const id = ++this.#lastId;
    const startedAt = performance.now();
    this.#writes.run(
      `INSERT INTO runs (id, operation_id, kind, connection_id, peer_address, server_name,
         transfer_name, command, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      start.operationId,
      start.kind,
      start.connectionId,
      start.peerAddress,
      start.serverName,
      start.transferName,
      start.command,
      new Date().toISOString(),
    );
    return {
      end: ({ ending, exitCode, errorCode, bytes, files }) => {
        this.#writes.run(
          `UPDATE runs SET ended_at = ?, ending = ?, exit_code = ?, error_code = ?, bytes = ?, files = ?, duration_ms = ?
           WHERE id = ? AND ending IS NULL`,
          new Date().toISOString(),
          ending,
          exitCode,
          errorCode,
          bytes,
          files,
          Math.round(performance.now() - startedAt),
          id,
        );
      },
    };
  }

  /** Reads operations, newest first, with the first 1,000 characters of their commands. @throws {AppError} 41000 */
  list({ limit, ...filter }: RunFilter): RunRow[] {
    const { sql, values } = where([
      ["kind = ?", filter.kind],
      ["server_name = ?", filter.serverName],
      ["transfer_name = ?", filter.transferName],
      ["connection_id = ?", filter.connectionId],
      ["ending IS ?", filter.ending],
      [`id >= ${FIRST_SINCE}`, timeOf(filter.since)],
      [`id <= ${LAST_UNTIL}`, timeOf(filter.until)],
      ["id < ?", filter.before],
    ]);
    return query("The history of operations", () => {
      const select = `SELECT ${LIST_COLUMNS} FROM runs ${sql} ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<RunRow>(...values, limit);
    });
  }

  /** Reads one operation by its `operation_id`. @throws {AppError} 41000 */
  find(operationId: string): Omit<RunRow, "id"> | undefined {
    return query("The history of operations", () => {
      const select = `SELECT ${COLUMNS} FROM runs WHERE operation_id = ?`;
      return this.#database.prepare(select).get<Omit<RunRow, "id">>(operationId);
    });
  }
}

/** Writes a time as the records have it, with milliseconds and `Z`: so they compare as texts. */
function timeOf(time: string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
