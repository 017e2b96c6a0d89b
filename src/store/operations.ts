import type { Database } from "@db/sqlite";
import type {
  ListedOperation,
  OpenRecord,
  OperationEnd,
  OperationFilter,
  OperationStart,
} from "../domain/history.ts";
import type { VisibleOperations } from "../domain/visible_operations.ts";
import { Operation, type OperationRecord } from "../protocol/rest/records.ts";
import { auditWrite, auditWriteAfterChange } from "./audit.ts";
import { OUTPUT_BYTES, type Outputs } from "./outputs.ts";
import { query } from "./query.ts";
import { where } from "./where.ts";
import type { Write, Writes } from "./writes.ts";

const COLUMNS = Object.keys(Operation.shape).join(", ")
  .replace("output_bytes", `${OUTPUT_BYTES} AS output_bytes`);

/**
 * Columns of a list, with the first 1,000 characters of a command: 500 of 64 KiB would be 32 MiB.
 */
const LIST_COLUMNS = "id, " + COLUMNS.replace("command", "substr(command, 1, 1000) AS command");

// Ids grow with time, so that a bound of time becomes a bound of ids: one search of the index each,
// and no sort. The result is wrong only after the clock is set back.
const FIRST_SINCE =
  "(SELECT id FROM operations WHERE started_at >= ? ORDER BY started_at, id LIMIT 1)";
const LAST_UNTIL =
  "(SELECT id FROM operations WHERE started_at < ? ORDER BY started_at DESC, id DESC LIMIT 1)";

/** SQL for the server or transfer of an operation. */
const SUBJECT = `CASE WHEN server_name IS NULL THEN 'transfer ' || transfer_name
  ELSE 'server ' || server_name END`;

/** History of operations in SQLite. Reads do not see records that wait in {@linkcode Writes}. */
export class Operations {
  readonly #database: Database;
  readonly #writes: Writes;
  readonly #outputs: Outputs;
  #lastId: number;

  /**
   * Takes an open database, which its owner closes, the writes to it, and the outputs in it.
   *
   * @throws {Error} what SQLite throws
   */
  constructor(database: Database, writes: Writes, outputs: Outputs) {
    this.#database = database;
    this.#writes = writes;
    this.#outputs = outputs;
    // Ids are counted here, so that a record that waits has one.
    [this.#lastId = 0] =
      database.prepare("SELECT coalesce(max(id), 0) FROM operations").value<[number]>() ?? [];
  }

  /** Records that an operation starts now, also in the audit trail. Returns the open record. */
  begin(start: OperationStart): OpenRecord<OperationEnd> {
    const id = ++this.#lastId;
    const startedAt = performance.now();
    const subject = {
      name: start.client.principal.name,
      address: start.client.address,
      clientId: start.client.id,
      operationId: start.operationId,
      subject: start.serverName ?? start.transferName,
    };
    const detail = start.command ?? start.kind;
    this.#writes.runAll([
      insertOf(id, start),
      auditWrite({ action: "operation_start", ...subject, detail }),
    ]);
    return {
      end: (end) => {
        const durationMs = Math.round(performance.now() - startedAt);
        const ending = { outcome: end.ending, detail: codeOf(end) };
        const output = this.#outputs.records(start) ? end.output : undefined;
        this.#writes.runAll([
          ...(output === undefined ? [] : this.#outputs.writesOf(id, output)),
          updateOf(id, { ...end, output, durationMs }),
          auditWriteAfterChange({ action: "operation_end", ...subject, ...ending }),
        ]);
      },
    };
  }

  /**
   * Returns operations, newest first, with the first 1,000 characters of their commands.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  list({ limit, ...filter }: OperationFilter): ListedOperation[] {
    const { sql, values } = where([
      ["kind = ?", filter.kind],
      ["server_name = ?", filter.serverName],
      ["transfer_name = ?", filter.transferName],
      ["connection_id = ?", filter.clientId],
      ["kind IN (SELECT value FROM json_each(?))", jsonOf(filter.visible?.kinds)],
      [`${SUBJECT} IN (SELECT value FROM json_each(?))`, jsonOf(subjectsOf(filter.visible))],
      ["ending IS ?", filter.ending],
      [`id >= ${FIRST_SINCE}`, timeOf(filter.since)],
      [`id <= ${LAST_UNTIL}`, timeOf(filter.until)],
      ["id < ?", filter.before],
    ]);
    return query("The history of operations", () => {
      const select = `SELECT ${LIST_COLUMNS} FROM operations ${sql} ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<ListedOperation>(...values, limit);
    });
  }

  /**
   * Returns the operation with this id.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  find(operationId: string): OperationRecord | undefined {
    return query("The history of operations", () => {
      const select = `SELECT ${COLUMNS} FROM operations WHERE operation_id = ?`;
      return this.#database.prepare(select).get<OperationRecord>(operationId);
    });
  }
}

/** Returns the values of {@linkcode SUBJECT} that are visible; undefined when all are. */
function subjectsOf(visible: VisibleOperations | undefined): string[] | undefined {
  if (visible?.servers === undefined) return undefined;
  const { servers, transfers } = visible;
  return [
    ...servers.map((name) => `server ${name}`),
    ...transfers.map((name) => `transfer ${name}`),
  ];
}

function jsonOf(list: readonly string[] | undefined): string | undefined {
  return list && JSON.stringify(list);
}

/** Formats a time like those of the records, with milliseconds and `Z`, to compare it as text. */
function timeOf(time: string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** Returns the write that adds an operation, which starts now. */
function insertOf(id: number, start: OperationStart): Write {
  return {
    sql: `INSERT INTO operations (id, operation_id, kind, connection_id, peer_address, server_name,
         transfer_name, command, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    values: [
      id,
      start.operationId,
      start.kind,
      start.client.id,
      start.client.address,
      start.serverName,
      start.transferName,
      start.command,
      new Date().toISOString(),
    ],
  };
}

/** Returns the write that completes an operation, which ends now. */
function updateOf(id: number, end: OperationEnd & { readonly durationMs: number }): Write {
  const { ending, exitCode, errorCode, bytes, files, output, durationMs } = end;
  return {
    sql: `UPDATE operations
       SET ended_at = ?, ending = ?, exit_code = ?, error_code = ?, bytes = ?, files = ?,
         duration_ms = ?, output_total = ?
       WHERE id = ? AND ending IS NULL`,
    values: [
      ...[new Date().toISOString(), ending, exitCode, errorCode, bytes, files, durationMs],
      output?.totalBytes ?? null,
      id,
    ],
  };
}

/** Returns the exit code or error code of an ending in words, for the audit trail. */
function codeOf({ exitCode, errorCode }: OperationEnd): string | null {
  if (errorCode !== null) return `error ${errorCode}`;
  return exitCode === null ? null : `exit code ${exitCode}`;
}
