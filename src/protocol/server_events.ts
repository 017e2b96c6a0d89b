import { z } from "zod";
import { ErrorCode } from "./catalogue/catalogue.ts";
import { RequestId } from "./message.ts";

const uuid = z.uuid();

/** Defines an event for one asker: it echoes the `request_id` of the message that caused it. */
function reply<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type), request_id: RequestId, ...shape });
}

/** Defines an event for everyone: it never carries a `request_id`. */
function broadcast<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type), ...shape });
}

/** What is known of a server's health. */
export const ServerHealthStatus = z.strictObject({
  server_name: z.string(),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  is_healthy: z.boolean().describe("false before the first verdict"),
  last_checked: z.iso.datetime().nullable().describe("UTC; null before the first verdict"),
  consecutive_failures: z.int().min(0),
  consecutive_successes: z.int().min(0),
  latency_ms: z.number().min(0).nullable(),
  last_error: z.string().nullable(),
});

/** What is known of a server's health. */
export type ServerHealthStatus = z.output<typeof ServerHealthStatus>;

/** The first frame of every connection. */
export const Welcome = broadcast("welcome", {
  connection_id: uuid,
  lock_status: z.strictObject({ locked: z.boolean(), lock_owner: uuid.nullable() }),
  session_status: z.strictObject({ active: z.boolean(), owner: uuid.nullable() }),
  server_health: z.record(z.string(), ServerHealthStatus),
  protocol_version: z.literal(1),
}).meta({
  description: "The first frame of every connection: who it is, and how things stand.",
  examples: [{
    type: "welcome",
    connection_id: "550e8400-e29b-41d4-a716-446655440000",
    lock_status: { locked: false, lock_owner: null },
    session_status: { active: false, owner: null },
    server_health: {},
    protocol_version: 1,
  }],
});

/** A step of an operation. */
export const Status = reply("status", { message: z.string() }).meta({
  description: "A step of an operation.",
  examples: [{ type: "status", message: "Connecting to mdwap1p...", request_id: "1" }],
});

/** A piece of an operation's text; `seq` counts 1, 2, 3 … within the operation. */
export const Output = reply("output", { data: z.string(), seq: z.int().min(1) }).meta({
  description: "A piece of an operation's text; `seq` counts 1, 2, 3 … within the operation.",
  examples: [{ type: "output", data: "total 24\r\n", seq: 1, request_id: "1" }],
});

/** The good ending of a command. */
export const Complete = reply("complete", {
  message: z.string(),
  server_name: z.string(),
  command: z.string(),
  reason: z.enum(["stop_phrase", "exited"]),
  exit_code: z.int().nullable().describe("null when a signal or the hang-up ended it"),
  signal: z.string().nullable().describe("for example KILL (RFC 4254, 6.10)"),
  duration_ms: z.int().min(0),
}).meta({
  description: "The good ending of a command.",
  examples: [{
    type: "complete",
    message: "Command execution completed: ls -la",
    server_name: "mdwap1p",
    command: "ls -la",
    reason: "exited",
    exit_code: 0,
    signal: null,
    duration_ms: 166,
    request_id: "1",
  }],
});

/** The ending of an operation that was stopped by `cancel` or by the shutdown of the service. */
export const CancelledEvent = reply("cancelled", { message: z.string() }).meta({
  description: "The ending of an operation that was stopped on purpose.",
  examples: [{ type: "cancelled", message: "Cancelled by the client", request_id: "1" }],
});

/** The bad ending of an operation, or the refusal of a message. */
export const ErrorEvent = reply("error", {
  message: z.string().describe("the fixed text of the code"),
  detail: z.string().optional(),
  error_code: ErrorCode,
  session_owner: uuid.optional(),
  lock_owner: uuid.optional(),
  exit_code: z.int().optional(),
}).meta({
  description: "The bad ending of an operation, or the refusal of a message.",
  examples: [{
    type: "error",
    message: "SSH server configuration not found",
    detail: 'No server is called "nobody"',
    error_code: 23002,
    request_id: "1",
  }],
});

const lockStatus = { locked: z.boolean(), lock_owner: uuid.nullable(), message: z.string() };

/** Who holds the lock: to everyone on change (no `request_id`), and to the asker of `get_lock_status`. */
export const LockStatus = reply("lock_status", lockStatus).meta({
  description: "Who holds the lock: to everyone on change, and to the asker of `get_lock_status`.",
  examples: [{ type: "lock_status", locked: false, lock_owner: null, message: "Not locked" }],
});

/** A server's verdict changed; the first one is a change. */
export const ServerHealth = broadcast("server_health", {
  server_name: z.string(),
  is_healthy: z.boolean(),
  status: ServerHealthStatus,
}).meta({
  description: "A server's verdict changed; the first one is a change.",
  examples: [{
    type: "server_health",
    server_name: "mdwap1p",
    is_healthy: true,
    status: {
      server_name: "mdwap1p",
      host: "10.10.10.1",
      port: 22,
      is_healthy: true,
      last_checked: "2026-01-01T12:00:00.000Z",
      consecutive_failures: 0,
      consecutive_successes: 1,
      latency_ms: 12.5,
      last_error: null,
    },
  }],
});

/** The answer to `start_session`. */
export const SessionStarted = reply("session_started", {
  message: z.literal("Session started successfully"),
  session_owner: uuid,
}).meta({
  description: "The answer to `start_session`.",
  examples: [{
    type: "session_started",
    message: "Session started successfully",
    session_owner: "550e8400-e29b-41d4-a716-446655440000",
    request_id: "3",
  }],
});

/** The answer to `end_session`. */
export const SessionEnded = reply("session_ended", {
  message: z.literal("Session ended successfully"),
}).meta({
  description: "The answer to `end_session`.",
  examples: [{ type: "session_ended", message: "Session ended successfully", request_id: "4" }],
});

/** Who has exclusive use: to everyone on change. */
export const SessionStatus = broadcast("session_status", {
  session_active: z.boolean(),
  session_owner: uuid.nullable(),
  message: z.string(),
}).meta({
  description: "Who has exclusive use: to everyone on change.",
  examples: [{
    type: "session_status",
    session_active: false,
    session_owner: null,
    message: "No session is active",
  }],
});

/** Every event of the service. */
export const ServerEventSchema = z.discriminatedUnion("type", [
  Welcome,
  Status,
  Output,
  Complete,
  CancelledEvent,
  ErrorEvent,
  SessionStarted,
  SessionEnded,
  SessionStatus,
  LockStatus,
  ServerHealth,
]);

/** An event on its way to a client. */
export type ServerEvent = z.output<typeof ServerEventSchema>;

/** An event of the given type. */
export type EventOf<Type extends ServerEvent["type"]> = Extract<ServerEvent, { type: Type }>;

/** True for the three events of which every operation gets exactly one, as its last. */
export function isEnding(event: ServerEvent): boolean {
  return event.type === "complete" || event.type === "error" || event.type === "cancelled";
}
