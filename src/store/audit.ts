import type { Database } from "@db/sqlite";
import type { Audit, AuditEvent, AuditFilter } from "../domain/audit.ts";
import { Audit as AuditSchema, type AuditRecord } from "../protocol/rest/records.ts";
import { query } from "./query.ts";
import { where } from "./where.ts";
import type { Write, Writes } from "./writes.ts";

/** Columns that the hash of a row covers, in the order in which they are hashed. */
const HASHED = Object.keys(AuditSchema.shape).filter((name) => name !== "hash").join(", ");

/** Columns of a list: 500 commands of 64 KiB would be 32 MiB. */
const LIST_COLUMNS = HASHED.replace("detail", "substr(detail, 1, 1000) AS detail") + ", hash";

// Ids grow with time, so that a bound of time becomes a bound of ids, as for operations.
const FIRST_SINCE = "(SELECT id FROM audit WHERE at >= ? ORDER BY at, id LIMIT 1)";
const LAST_UNTIL = "(SELECT id FROM audit WHERE at < ? ORDER BY at DESC, id DESC LIMIT 1)";

/**
 * Returns SQL for the hash of a row.
 *
 * @param previous SQL for the hash of the row before; an empty text for the first row.
 */
export function hashOf(previous: string): string {
  return `sha256(json_array(${HASHED}, ${previous}))`;
}

// The row is chained inside the insert: writes may wait, be tried again, be dropped or rolled back,
// and the chain is right without any state in memory.
const INSERT = `INSERT INTO audit (${HASHED}, hash)
  SELECT ${HASHED}, ${hashOf("previous")} FROM (
    SELECT (SELECT coalesce(max(id), 0) + 1 FROM audit) AS id,
      ? AS at, ? AS action, ? AS name, ? AS address, ? AS connection_id, ? AS operation_id,
      ? AS subject, ? AS outcome, ? AS detail,
      coalesce((SELECT hash FROM audit ORDER BY id DESC LIMIT 1), '') AS previous
  )`;

/** Returns the write that appends a row for `event`, which happens now. */
export function auditWrite(event: AuditEvent): Required<Write> {
  const { action, name, address } = event;
  const { clientId = null, operationId = null, subject = null } = event;
  const { outcome = null, detail = null } = event;
  const at = new Date().toISOString();
  return {
    sql: INSERT,
    values: [at, action, name, address, clientId, operationId, subject, outcome, detail],
  };
}

/**
 * Returns the write that appends a row for `event` if the write before it in the same transaction
 * changed a row.
 */
export function auditWriteAfterChange(event: AuditEvent): Write {
  const { sql, values } = auditWrite(event);
  return { sql: `${sql} WHERE changes() > 0`, values };
}

/** Audit trail in SQLite. Reads do not see rows that wait in {@linkcode Writes}. */
export class StoredAudit implements Audit {
  readonly #database: Database;
  readonly #writes: Writes;

  /** Takes an open database with `sha256`, which its owner closes, and the writes to it. */
  constructor(database: Database, writes: Writes) {
    this.#database = database;
    this.#writes = writes;
  }

  /** Appends a row. */
  record(event: AuditEvent): void {
    this.#writes.runAll([auditWrite(event)]);
  }

  /** Returns rows, newest first. @throws {AppError} 41000 */
  list({ limit, ...filter }: AuditFilter): AuditRecord[] {
    const { sql, values } = where([
      ["action = ?", filter.action],
      ["name = ?", filter.name],
      [`id >= ${FIRST_SINCE}`, filter.since],
      [`id <= ${LAST_UNTIL}`, filter.until],
      ["id < ?", filter.before],
    ]);
    return query("The audit trail", () => {
      const select = `SELECT ${LIST_COLUMNS} FROM audit ${sql} ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<AuditRecord>(...values, limit);
    });
  }
}
