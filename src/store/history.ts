import type { Database } from "@db/sqlite";
import type {
  History,
  LeaseEnd,
  LeaseStart,
  ListedOperation,
  OpenRecord,
  OperationEnd,
  OperationFilter,
  OperationStart,
} from "../domain/history.ts";
import type { LeaseRecord, OperationRecord } from "../protocol/rest/records.ts";
import { Leases } from "./leases.ts";
import { Operations } from "./operations.ts";
import type { Writes } from "./writes.ts";

/** History of operations and leases in SQLite. */
export class StoredHistory implements History {
  readonly #operations: Operations;
  readonly #leases: Leases;

  /**
   * Takes an open database, which its owner closes, and the writes to it.
   *
   * @throws {Error} what SQLite throws
   */
  constructor(database: Database, writes: Writes) {
    this.#operations = new Operations(database, writes);
    this.#leases = new Leases(database, writes);
  }

  /** Records that an operation starts now. */
  beginOperation(start: OperationStart): OpenRecord<OperationEnd> {
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

  /** Returns the newest leases, newest first. @throws {AppError} 41000 */
  leases(options: { readonly limit: number }): LeaseRecord[] {
    return this.#leases.list(options);
  }
}

/**
 * Marks records without an end, which an earlier process has left, as interrupted.
 *
 * @throws {Error} what SQLite throws
 */
export function markInterrupted(database: Database): void {
  database.transaction(() => {
    database.exec("UPDATE operations SET ending = 'interrupted' WHERE ending IS NULL");
    database.exec("UPDATE leases SET ended_by = 'interrupted' WHERE ended_by IS NULL");
  }).immediate();
}
