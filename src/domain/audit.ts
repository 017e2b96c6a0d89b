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

/** Port to the audit trail. A write never fails: a row may wait. */
export interface Audit {
  /** Appends a row. */
  record(event: AuditEvent): void;
}
