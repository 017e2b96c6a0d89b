import type { ClientIdentity } from "./client.ts";
import type { Principal } from "./principal.ts";
import type { ServerSet } from "./server_set.ts";
import type { VisibleOperations } from "./visible_operations.ts";
import type { LeaseRecord, OperationRecord } from "../protocol/rest/records.ts";

/** Client in records. */
export type RecordedClient = Pick<ClientIdentity, "id" | "address" | "name"> & {
  /** Identity behind the client. */
  readonly principal: Pick<Principal, "name">;
};

/** Subject of an operation: the message that asked for it, and the server or transfer it names. */
export interface OperationSubject {
  /** Type of the message. */
  readonly kind: OperationRecord["kind"];
  /** Name of the server of a command or terminal; null for a transfer. */
  readonly serverName: string | null;
  /** Name of the transfer; null for a command or terminal. */
  readonly transferName: string | null;
  /** Command line; null for a terminal or transfer. */
  readonly command: string | null;
}

/** Start of an operation. */
export interface OperationStart extends OperationSubject {
  /** Id of the operation: a UUID of version 7. */
  readonly operationId: string;
  /** Client that asked for the operation. */
  readonly client: RecordedClient;
}

/** Output of an operation, in part. */
export interface KeptOutput {
  /** Size of all output, in bytes of UTF-8. */
  readonly totalBytes: number;
  /** End of the output in UTF-8. */
  readonly text: Uint8Array;
}

/** End of an operation. */
export interface OperationEnd {
  /** Type of the event that ended the operation. */
  readonly ending: "complete" | "error" | "cancelled";
  /** Exit code of a command; null if the server sent none. */
  readonly exitCode: number | null;
  /** Code of the `error` event; null for other endings. */
  readonly errorCode: number | null;
  /** Size of the output, in bytes of UTF-8, or of the transferred files, in bytes. */
  readonly bytes: number;
  /** Number of transferred files; null for a command or terminal. */
  readonly files: number | null;
  /** Output to keep, if any; that of a terminal is dropped. */
  readonly output?: KeptOutput | undefined;
}

/** Start of a lease: a session, the command lock for one operation, or the lease of a run. */
export interface LeaseStart {
  /** Kind of the lease. */
  readonly kind: LeaseRecord["kind"];
  /** Owner. A run has its own id and no address. */
  readonly client: RecordedClient;
  /** Servers. Default: all. */
  readonly servers?: ServerSet;
}

/**
 * Reason for the end of a lease: release, idle timeout, its client is gone, or an administrator
 * ended it.
 */
export type LeaseEnd = "released" | "expired" | "disconnected" | "taken_over";

/** Record that has no end yet. */
export interface OpenRecord<End> {
  /** Completes the record. Only the first end counts. */
  end(end: End): void;
}

/** Record of an operation that runs. */
export interface OpenOperation {
  /** Record at its start. */
  readonly started: OperationRecord;
  /** Completes the record, and returns it. Only the first end counts. */
  end(end: OperationEnd): OperationRecord;
}

/** Filter for operations. A field that is `undefined` does not filter. */
export interface OperationFilter {
  /** Type of the message that asked for the operation. */
  readonly kind?: OperationRecord["kind"] | undefined;
  /** Name of the server. */
  readonly serverName?: string | undefined;
  /** Name of the transfer. */
  readonly transferName?: string | undefined;
  /** Id of the client. */
  readonly clientId?: string | undefined;
  /** Name of the client at the start of the operation. */
  readonly name?: string | undefined;
  /** Whether the operation runs. */
  readonly running?: boolean | undefined;
  /** Operations that the client sees. Default: all. */
  readonly visible?: VisibleOperations | undefined;
  /** Ending; null for running operations. */
  readonly ending?: OperationRecord["ending"] | undefined;
  /** Earliest start, ISO 8601. */
  readonly since?: string | undefined;
  /** Time after the latest start, ISO 8601. */
  readonly until?: string | undefined;
  /** Number of the last row of the page before: rows with lower numbers are returned. */
  readonly before?: number | undefined;
  /** Maximum number of operations. */
  readonly limit: number;
}

/** Maximum length of a command in a list, in characters. 500 of 64 KiB would be 32 MiB. */
export const LISTED_CHARACTERS = 1_000;

/** Returns a command as lists have it: its first 1,000 characters. */
export function listedCommand(command: string | null): string | null {
  if (command === null || command.length <= LISTED_CHARACTERS) return command;
  // A character has at most two UTF-16 units.
  const units = command.slice(0, 2 * LISTED_CHARACTERS);
  return [...units].slice(0, LISTED_CHARACTERS).join("");
}

/** Operation in a list, with the number of its row, which grows with time. */
export type ListedOperation = OperationRecord & { readonly id: number };

/** Port to the history of operations and leases. Writes never fail: a record may wait. */
export interface History {
  /** Records that an operation starts now. */
  beginOperation(start: OperationStart): OpenOperation;
  /** Records that a lease starts now. One that a run holds since before a restart goes on. */
  beginLease(start: LeaseStart): OpenRecord<LeaseEnd>;
  /**
   * Returns operations, newest first, with the first 1,000 characters of their commands.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  operations(filter: OperationFilter): ListedOperation[];
  /**
   * Returns the operation with this id.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  operation(operationId: string): OperationRecord | undefined;
  /**
   * Returns the kept output of an operation. A null `text` is not kept, or not any more; a null
   * `totalBytes` was never recorded.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  output(operationId: string): { readonly [Key in keyof KeptOutput]: KeptOutput[Key] | null };
  /**
   * Returns the newest `limit` leases, newest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  leases(options: { readonly limit: number }): LeaseRecord[];
}
