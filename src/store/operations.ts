import type { Database } from "@db/sqlite";
import type {
  ListedOperation,
  OpenRecord,
  OperationEnd,
  OperationFilter,
  OperationStart,
} from "../domain/history.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";
import { query } from "./query.ts";
import { where } from "./where.ts";
import type { Writes } from "./writes.ts";

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
export class Operations {
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
  begin(start: OperationStart): OpenRecord<OperationEnd> {
    const id = ++this.#lastId;
    const startedAt = performance.now();
    this.#writes.run(
      `INSERT INTO runs (id, operation_id, kind, connection_id, peer_address, server_name,
         transfer_name, command, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      start.operationId,
      start.kind,
      start.client.id,
      start.client.address,
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
  list({ limit, ...filter }: OperationFilter): ListedOperation[] {
    const { sql, values } = where([
      ["kind = ?", filter.kind],
      ["server_name = ?", filter.serverName],
      ["transfer_name = ?", filter.transferName],
      ["connection_id = ?", filter.clientId],
      ["ending IS ?", filter.ending],
      [`id >= ${FIRST_SINCE}`, timeOf(filter.since)],
      [`id <= ${LAST_UNTIL}`, timeOf(filter.until)],
      ["id < ?", filter.before],
    ]);
    return query("The history of operations", () => {
      const select = `SELECT ${LIST_COLUMNS} FROM runs ${sql} ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<ListedOperation>(...values, limit);
    });
  }

  /** Reads one operation by its `operation_id`. @throws {AppError} 41000 */
  find(operationId: string): OperationRecord | undefined {
    return query("The history of operations", () => {
      const select = `SELECT ${COLUMNS} FROM runs WHERE operation_id = ?`;
      return this.#database.prepare(select).get<OperationRecord>(operationId);
    });
  }
}

/** Writes a time as the records have it, with milliseconds and `Z`: so they compare as texts. */
function timeOf(time: string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
