import { z } from "zod";
import { ServerHealthStatus } from "../server_health.ts";

const time = z.iso.datetime();
const name = z.string();
const count = z.int().min(0);
const connection = {
  connection_id: z.uuid(),
  peer_address: z.string().describe("Where the client was: `address:port`."),
};

/** A configured server, without what logs in to it. */
export const Server = z.strictObject({
  name,
  host: z.string(),
  port: z.int().min(1).max(65_535),
  health: ServerHealthStatus,
});

/** One health probe. */
export const HealthSample = z.strictObject({
  checked_at: time,
  ok: z.boolean(),
  latency_ms: z.number().min(0).nullable(),
  error: z.string().nullable(),
});

/** A change of a server's verdict. */
export const HealthTransition = z.strictObject({
  changed_at: time,
  is_healthy: z.boolean(),
  error: z.string().nullable(),
});

/** What an operation was. */
export const OperationKind = z.enum(["ssh_command", "open_terminal", "scp_transfer"]);

/** How an operation ended. */
export const OperationEnding = z.enum(["complete", "error", "cancelled", "interrupted"])
  .describe("`interrupted`: the service ended before the operation did.");

/** One operation: who, what, when, how it ended, how much. */
export const Operation = z.strictObject({
  operation_id: z.uuid().describe("UUID of version 7: ids sort by the time of acceptance."),
  kind: OperationKind,
  ...connection,
  server_name: name.nullable(),
  transfer_name: name.nullable(),
  command: z.string().nullable().describe("In a list its first 1,000 characters."),
  started_at: time,
  ended_at: time.nullable().describe("null while it runs, and when it was interrupted."),
  ending: OperationEnding.nullable().describe("null while it runs."),
  exit_code: z.int().nullable(),
  error_code: z.int().nullable(),
  bytes: count.describe("Bytes of output, or of the files transferred."),
  files: count.nullable().describe("Files transferred; null for the others."),
  duration_ms: count.nullable(),
});

/** One session or lock. */
export const Lease = z.strictObject({
  id: z.int().min(1),
  kind: z.enum(["session", "lock"]),
  ...connection,
  started_at: time,
  ended_at: time.nullable().describe("null while it is held, and when it was interrupted."),
  ended_by: z.enum(["released", "expired", "disconnected", "interrupted"]).nullable(),
});

const end = z.strictObject({ server: name, path: z.string() });

/** A configured transfer from one server to another. */
export const Transfer = z.strictObject({ name, from: end, to: end });

/** A health probe as it is kept. */
export type HealthSample = z.output<typeof HealthSample>;

/** A changed verdict as it is kept. */
export type HealthTransition = z.output<typeof HealthTransition>;

/** An operation as it is kept. */
export type OperationRecord = z.output<typeof Operation>;

/** A session or lock as it is kept. */
export type LeaseRecord = z.output<typeof Lease>;
