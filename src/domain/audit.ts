import type { AuditRecord } from "../protocol/rest/records.ts";

/** Event for the audit trail. */
export interface AuditEvent {
  /** Kind of the event. */
  readonly action: Exclude<AuditRecord["action"], "anchor">;
  /** Name of the token; null without authentication, or when no valid token was presented. */
  readonly name: string | null;
  /** Address of the client: `address:port`; null for an event that no client caused. */
  readonly address: string | null;
  /** Id of the client; null for a request without a WebSocket. */
  readonly clientId?: string | null;
  /** Id of the operation. */
  readonly operationId?: string | null;
  /** Name of the server, transfer or token that the event is about. */
  readonly subject?: string | null;
  /** Result: the ending of an operation or session, or the code of the refusal. */
  readonly outcome?: string | null;
  /** Command, reason, or other text for people. Holds no secret. */
  readonly detail?: string | null;
}

/** Filter for the audit trail. A field that is `undefined` does not filter. */
export interface AuditFilter {
  /** Kind of the row. */
  readonly action?: AuditRecord["action"] | undefined;
  /** Name of the token. */
  readonly name?: string | undefined;
  /** Earliest time, ISO 8601 in UTC with milliseconds. */
  readonly since?: string | undefined;
  /** Time after the latest row, ISO 8601 in UTC with milliseconds. */
  readonly until?: string | undefined;
  /** Id of the last row of the page before: rows with lower ids are returned. */
  readonly before?: number | undefined;
  /** Maximum number of rows. */
  readonly limit: number;
}

/** Port to the audit trail. A write never fails: a row may wait. */
export interface Audit {
  /** Appends a row. */
  record(event: AuditEvent): void;
  /**
   * Returns rows, newest first, with the first 1,000 characters of their details.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  list(filter: AuditFilter): AuditRecord[];
}
