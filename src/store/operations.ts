import type { Database } from "@db/sqlite";
import {
  type KeptOutput,
  LISTED_CHARACTERS,
  type ListedOperation,
  type OpenOperation,
  type OperationEnd,
  type OperationFilter,
  type OperationStart,
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

/** Columns of a list. */
const LIST_COLUMNS = "id, " +
  COLUMNS.replace("command", `substr(command, 1, ${LISTED_CHARACTERS}) AS command`);

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
  begin(start: OperationStart): OpenOperation {
    const id = ++this.#lastId;
    const startedMs = performance.now();
    const started = recordOf(start);
    const subject = {
      name: start.client.principal.name,
      address: start.client.address,
      clientId: start.client.id,
      operationId: start.operationId,
      subject: start.serverName ?? start.transferName,
    };
    const detail = start.command ?? start.kind;
    this.#writes.runAll([
      insertOf(id, started),
      auditWrite({ action: "operation_start", ...subject, detail }),
    ]);
    return {
      started,
      end: (end) => {
        const output = this.#outputs.records(start) ? end.output : undefined;
        const ended = endedRecordOf(started, { end, output, startedMs });
        const ending = { outcome: end.ending, detail: codeOf(end) };
        this.#writes.runAll([
          ...(output === undefined ? [] : this.#outputs.writesOf(id, output)),
          updateOf(id, { record: ended, outputTotal: output?.totalBytes ?? null }),
          auditWriteAfterChange({ action: "operation_end", ...subject, ...ending }),
        ]);
        return ended;
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
      ["name = ?", filter.name],
      [
        filter.running ? "ending IS ?" : "ending IS NOT ?",
        filter.running === undefined ? undefined : null,
      ],
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

/** Returns the record of an operation that starts now. */
function recordOf({ client, ...start }: OperationStart): OperationRecord {
  return {
    operation_id: start.operationId,
    kind: start.kind,
    connection_id: client.id,
    peer_address: client.address,
    name: client.name,
    server_name: start.serverName,
    transfer_name: start.transferName,
    command: start.command,
    started_at: new Date().toISOString(),
    ended_at: null,
    ending: null,
    exit_code: null,
    error_code: null,
    bytes: 0,
    files: null,
    duration_ms: null,
    output_bytes: 0,
  };
}

/** Returns the record of an operation that ends now. */
function endedRecordOf(
  started: OperationRecord,
  { end, output, startedMs }: {
    end: OperationEnd;
    output: KeptOutput | undefined;
    startedMs: number;
  },
): OperationRecord {
  return {
    ...started,
    ended_at: new Date().toISOString(),
    ending: end.ending,
    exit_code: end.exitCode,
    error_code: end.errorCode,
    bytes: end.bytes,
    files: end.files,
    duration_ms: Math.round(performance.now() - startedMs),
    output_bytes: output?.text.length ?? 0,
  };
}

/** Returns the write that adds an operation. */
function insertOf(id: number, { output_bytes: _, ...record }: OperationRecord): Write {
  const columns = Object.keys(record);
  const places = columns.map(() => "?").join(", ");
  return {
    sql: `INSERT INTO operations (id, ${columns.join(", ")}) VALUES (?, ${places})`,
    values: [id, ...Object.values(record)],
  };
}

/** Returns the write that completes an operation. */
function updateOf(
  id: number,
  { record, outputTotal }: { record: OperationRecord; outputTotal: number | null },
): Write {
  const { ended_at, ending, exit_code, error_code, bytes, files, duration_ms } = record;
  return {
    sql: `UPDATE operations
       SET ended_at = ?, ending = ?, exit_code = ?, error_code = ?, bytes = ?, files = ?,
         duration_ms = ?, output_total = ?
       WHERE id = ? AND ending IS NULL`,
    values: [
      ...[ended_at, ending, exit_code, error_code, bytes, files, duration_ms],
      outputTotal,
      id,
    ],
  };
}

/** Returns the exit code or error code of an ending in words, for the audit trail. */
function codeOf({ exitCode, errorCode }: OperationEnd): string | null {
  if (errorCode !== null) return `error ${errorCode}`;
  return exitCode === null ? null : `exit code ${exitCode}`;
}
