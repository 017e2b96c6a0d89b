import type { ClientIdentity } from "./client.ts";
import type { LeaseRecord, OperationRecord } from "../protocol/rest/records.ts";

/** Subject of an operation: the message that asked for it, and what it names. */
export interface OperationSubject {
  /** Type of the message. */
  readonly kind: OperationRecord["kind"];
  /** Name of the server of a command or terminal; null for a transfer. */
  readonly serverName: string | null;
  /** Name of the transfer; null for the others. */
  readonly transferName: string | null;
  /** Command line of a command; null for the others. */
  readonly command: string | null;
}

/** Start of an operation. */
export interface OperationStart extends OperationSubject {
  /** Id of the operation: a UUID of version 7. */
  readonly operationId: string;
  /** Client that asked for it. */
  readonly client: Pick<ClientIdentity, "id" | "address">;
}

/** End of an operation. */
export interface OperationEnd {
  /** Type of the event that ended it. */
  readonly ending: "complete" | "error" | "cancelled";
  /** Exit code of a command, where the server told it. */
  readonly exitCode: number | null;
  /** 5-digit code of an `error`. */
  readonly errorCode: number | null;
  /** Bytes of the output (UTF-8), or of the files of a transfer. */
  readonly bytes: number;
  /** Number of files transferred; null for the others. */
  readonly files: number | null;
}

/** Start of a lease: a session, or the lock for one operation without a session. */
export interface LeaseStart {
  /** Kind of the lease. */
  readonly kind: "session" | "lock";
  /** Owner. */
  readonly client: Pick<ClientIdentity, "id" | "address">;
}

/** Reason for the end of a lease: released, idle for too long, or its client is gone. */
export type LeaseEnd = "released" | "expired" | "disconnected";

/** Record without an end yet. */
export interface OpenRecord<End> {
  /** Completes the record. Only the first end counts. */
  end(end: End): void;
}

/** Filter for operations; a field that is undefined does not filter. */
export interface OperationFilter {
  /** Type of the message that asked for them. */
  readonly kind?: OperationRecord["kind"] | undefined;
  /** Name of the server. */
  readonly serverName?: string | undefined;
  /** Name of the transfer. */
  readonly transferName?: string | undefined;
  /** Id of the client. */
  readonly clientId?: string | undefined;
  /** Ending; null for those that run. */
  readonly ending?: OperationRecord["ending"] | undefined;
  /** Earliest start, ISO 8601. */
  readonly since?: string | undefined;
  /** Time before which they started, ISO 8601. */
  readonly until?: string | undefined;
  /** Number of the row before which to read: the last one of the page before. */
  readonly before?: number | undefined;
  /** Maximum number of operations. */
  readonly limit: number;
}

/** Operation in a list, with the number of its row, which counts up. */
export type ListedOperation = OperationRecord & { readonly id: number };

/**
 * Port to the history of operations and leases. Writes never fail: a record that cannot be written
 * yet waits.
 */
export interface History {
  /** Records that an operation starts now. */
  beginOperation(start: OperationStart): OpenRecord<OperationEnd>;
  /** Records that a lease starts now. */
  beginLease(start: LeaseStart): OpenRecord<LeaseEnd>;
  /**
   * Returns operations, newest first, with the first 1,000 characters of their commands.
   *
   * @throws {AppError} 41000
   */
  operations(filter: OperationFilter): ListedOperation[];
  /** Returns the operation with this id. @throws {AppError} 41000 */
  operation(operationId: string): OperationRecord | undefined;
  /** Returns the newest `limit` leases, newest first. @throws {AppError} 41000 */
  leases(options: { readonly limit: number }): LeaseRecord[];
}
