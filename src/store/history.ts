import type { Database } from "@db/sqlite";
import type { AuditEvent } from "../domain/audit.ts";
import type {
  History,
  LeaseEnd,
  LeaseStart,
  ListedOperation,
  OpenOperation,
  OpenRecord,
  OperationFilter,
  OperationStart,
} from "../domain/history.ts";
import type { LeaseRecord, OperationRecord } from "../protocol/rest/records.ts";
import { auditWrite } from "./audit.ts";
import { Leases } from "./leases.ts";
import { Operations } from "./operations.ts";
import { Outputs } from "./outputs.ts";
import type { Writes } from "./writes.ts";

/** History of operations and leases in SQLite. */
export class StoredHistory implements History {
  readonly #operations: Operations;
  readonly #outputs: Outputs;
  readonly #leases: Leases;

  /**
   * Takes an open database, which its owner closes, and the writes to it. Outputs are kept up to
   * `keptOutputBytes` in all.
   *
   * @throws {Error} what SQLite throws
   */
  constructor(
    database: Database,
    writes: Writes,
    { keptOutputBytes }: { readonly keptOutputBytes: number },
  ) {
    this.#outputs = new Outputs(database, writes, keptOutputBytes);
    this.#operations = new Operations(database, writes, this.#outputs);
    this.#leases = new Leases(database, writes);
  }

  /** Records that an operation starts now. */
  beginOperation(start: OperationStart): OpenOperation {
    return this.#operations.begin(start);
  }

  /** Records that a lease starts now. */
  beginLease(start: LeaseStart): OpenRecord<LeaseEnd> {
    return this.#leases.begin(start);
  }

  /** Returns operations, newest first. @throws {AppError} 41000 */
  operations(filter: OperationFilter): ListedOperation[] {
    return this.#operations.list(filter);
  }

  /** Returns the operation with this id. @throws {AppError} 41000 */
  operation(operationId: string): OperationRecord | undefined {
    return this.#operations.find(operationId);
  }

  /** Returns the kept output of an operation. @throws {AppError} 41000 */
  output(operationId: string): ReturnType<History["output"]> {
    return this.#outputs.find(operationId);
  }

  /** Returns the newest leases, newest first. @throws {AppError} 41000 */
  leases(options: { readonly limit: number }): LeaseRecord[] {
    return this.#leases.list(options);
  }
}

/** Condition for the lease that ended with the process: a run holds its own over a restart. */
const LEASE_INTERRUPTED = `ended_by IS NULL
  AND connection_id NOT IN (SELECT run_id FROM run_leases)`;

/** Audit events for records without an end: the columns of the event. */
const INTERRUPTED = `
  SELECT 'operation_end' AS action, peer_address AS address, connection_id AS clientId,
    operation_id AS operationId, coalesce(server_name, transfer_name) AS subject,
    ${nameIn("operation_start")} AS name, 'interrupted' AS outcome
  FROM operations AS peer WHERE ending IS NULL
  UNION ALL
  SELECT 'session_end', nullif(peer_address, ''), connection_id, NULL, NULL,
    ${nameIn("session_start")}, 'interrupted'
  FROM leases AS peer WHERE kind <> 'lock' AND ${LEASE_INTERRUPTED}`;

/** Returns SQL for the name of the client, which the row of its `action` in the audit trail has. */
function nameIn(action: AuditEvent["action"]): string {
  return `(SELECT name FROM audit
    WHERE audit.connection_id = peer.connection_id AND action = '${action}' LIMIT 1)`;
}

/**
 * Marks records without an end, which an earlier process has left, as interrupted, also in the
 * audit trail. The database has `sha256`.
 *
 * @throws {Error} what SQLite throws
 */
export function markInterrupted(database: Database): void {
  database.transaction(() => {
    for (const event of database.prepare(INTERRUPTED).all<AuditEvent>()) {
      const { sql, values } = auditWrite(event);
      database.prepare(sql).run(...values);
    }
    database.exec("UPDATE operations SET ending = 'interrupted' WHERE ending IS NULL");
    database.exec(`UPDATE leases SET ended_by = 'interrupted' WHERE ${LEASE_INTERRUPTED}`);
  }).immediate();
}
