import { z } from "zod";
import { ServerHealthStatus } from "../server_health.ts";

const time = z.iso.datetime();
const name = z.string();
const count = z.int().min(0);
const connection = {
  connection_id: z.uuid(),
  peer_address: z.string().describe(
    "Address of the client: `address:port`, or the address alone behind a trusted proxy.",
  ),
};

/** Configured server, without its credentials. */
export const Server = z.strictObject({
  name,
  label: z.string().nullable()
    .describe("Text for people that tells servers apart: `<NAME>_LABEL`; null without one."),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  health: ServerHealthStatus,
});

/** Health probe. */
export const HealthSample = z.strictObject({
  checked_at: time,
  ok: z.boolean(),
  latency_ms: z.number().min(0).nullable(),
  error: z.string().nullable(),
});

/** Health probes of one interval of the last 24 hours. */
export const HealthPoint = z.strictObject({
  from: time.describe("Start of the interval, which ends with the next one or with the present."),
  checks: count,
  failures: count,
  latency_ms: z.number().min(0).nullable()
    .describe("Median of the successful probes; null without one."),
});

/** Change of a server's verdict. */
export const HealthTransition = z.strictObject({
  changed_at: time,
  is_healthy: z.boolean(),
  error: z.string().nullable(),
});

/** Kind of an operation: the type of the message that started it. */
export const OperationKind = z.enum(["ssh_command", "open_terminal", "scp_transfer"]);

/** Ending of an operation. */
export const OperationEnding = z.enum(["complete", "error", "cancelled", "interrupted"])
  .describe("`interrupted`: the service ended before the operation.");

/** Record of an operation in the history. */
export const Operation = z.strictObject({
  operation_id: z.uuid().describe("UUID of version 7, sorted by the time of acceptance."),
  kind: OperationKind,
  ...connection,
  name: name.nullable()
    .describe("Name of the token, or of `hello` before the start; null without one."),
  server_name: name.nullable(),
  transfer_name: name.nullable(),
  command: z.string().nullable().describe("Command line; in a list its first 1,000 characters."),
  started_at: time,
  ended_at: time.nullable().describe("null while it runs, and when it was interrupted."),
  ending: OperationEnding.nullable().describe("null while it runs."),
  exit_code: z.int().nullable(),
  error_code: z.int().nullable(),
  bytes: count.describe("Bytes of output, or of the transferred files."),
  files: count.nullable().describe("Number of transferred files; null for commands and terminals."),
  duration_ms: count.nullable(),
  output_bytes: count.describe("Bytes of output that are kept; 0 = none."),
});

/** Example of a record of a running operation. */
export const RUNNING_EXAMPLE: z.output<typeof Operation> = {
  operation_id: "01890a5d-ac96-774b-bcce-b302099a8057",
  kind: "ssh_command",
  connection_id: "550e8400-e29b-41d4-a716-446655440000",
  peer_address: "127.0.0.1:50000",
  name: "batch console",
  server_name: "mdwap1p",
  transfer_name: null,
  command: "ls -la",
  started_at: "2026-01-01T12:00:00.000Z",
  ended_at: null,
  ending: null,
  exit_code: null,
  error_code: null,
  bytes: 0,
  files: null,
  duration_ms: null,
  output_bytes: 0,
};

/** Record of a session, a lock or the lease of a run in the history. */
export const Lease = z.strictObject({
  id: z.int().min(1),
  kind: z.enum(["session", "lock", "job"]).describe("`job`: the lease of a run."),
  connection_id: z.uuid().describe("Id of the client's connection, or of the run."),
  peer_address: connection.peer_address.describe("Address of the client; empty for a run."),
  started_at: time,
  ended_at: time.nullable().describe("null while it lasts, and when it was interrupted."),
  ended_by: z.enum(["released", "expired", "disconnected", "taken_over", "interrupted"]).nullable(),
});

/** Kind of a row of the audit trail. */
export const AuditAction = z.enum([
  ...["login", "logout", "refusal", "session_start", "session_join", "session_end"] as const,
  ...["operation_start", "operation_end", "force_end_session", "token_change", "anchor"] as const,
  ...["session_ask", "job_start", "job_cancel", "job_decide", "job_change"] as const,
]).describe("`anchor`: the last of the older rows, which are deleted.");

/** Row of the audit trail. */
export const Audit = z.strictObject({
  id: z.int().min(1),
  at: time,
  action: AuditAction,
  name: name.nullable().describe("Name of the token; null without authentication."),
  address: z.string().nullable().describe("Address of the client: `address:port`."),
  connection_id: z.uuid().nullable(),
  operation_id: z.uuid().nullable(),
  subject: name.nullable()
    .describe("Server, transfer, job, token or owner of a session that the row is about."),
  outcome: z.string().nullable().describe("Ending of an operation or session, or an error code."),
  detail: z.string().nullable()
    .describe("Command, kind of another operation, exit code, error code, or reason."),
  hash: z.string().regex(/^[0-9a-f]{64}$/)
    .describe("SHA-256 of the fields before it and of the hash of the row before."),
});

const end = z.strictObject({ server: name, path: z.string() });

/** Configured transfer from one server to another. */
export const Transfer = z.strictObject({ name, from: end, to: end });

/** Record of a health probe. */
export type HealthSample = z.output<typeof HealthSample>;

/** Probes of one interval. */
export type HealthPoint = z.output<typeof HealthPoint>;

/** Record of a changed verdict. */
export type HealthTransition = z.output<typeof HealthTransition>;

/** Record of an operation. */
export type OperationRecord = z.output<typeof Operation>;

/** Record of a session, a lock or the lease of a run. */
export type LeaseRecord = z.output<typeof Lease>;

/** Row of the audit trail. */
export type AuditRecord = z.output<typeof Audit>;
