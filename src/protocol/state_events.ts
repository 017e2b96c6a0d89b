import { z } from "zod";
import { broadcast, reply } from "./event.ts";
import { ListedOperation } from "./followed_events.ts";
import { Owner } from "./owner.ts";
import { RUNNING_EXAMPLE } from "./rest/records.ts";
import { ServerHealthStatus } from "./server_health.ts";
import { ActiveLease } from "./session_events.ts";
import { User } from "./user.ts";

const uuid = z.uuid();

/** Facts of the service that a client needs while the service is out of its reach. */
const About = z.strictObject({
  version: z.string().describe("Version of the service."),
  command_lock: z.boolean()
    .describe("Whether, outside the sessions, one operation runs for all clients."),
  resume_seconds: z.int().min(0)
    .describe("Time for which a client that is away can resume, in seconds; 0 = not at all."),
  session_idle_seconds: z.int().min(0)
    .describe("Time after which a session that runs nothing is released, in seconds; 0 = never."),
});

/** First event of every connection. */
export const Welcome = broadcast("welcome", {
  connection_id: uuid,
  lock_status: z.strictObject({ locked: z.boolean(), lock_owner: uuid.nullable() }),
  session_status: z.strictObject({
    active: z.boolean(),
    owner: uuid.nullable(),
    leases: z.array(ActiveLease),
  }),
  owner: Owner.describe("Owner of the oldest session, else of the lock."),
  server_health: z.record(z.string(), ServerHealthStatus),
  protocol_version: z.literal(1),
  resume_token: z.string().describe("Secret with which another connection can resume this one."),
  user: User.describe("Identity of the client, and its role."),
  service: About,
}).meta({
  description: "First event of every connection: its id and the state of the service.",
  examples: [{
    type: "welcome",
    connection_id: "550e8400-e29b-41d4-a716-446655440000",
    lock_status: { locked: false, lock_owner: null },
    session_status: { active: false, owner: null, leases: [] },
    owner: null,
    server_health: {},
    protocol_version: 1,
    resume_token: "9a3cb0c4-6f0b-4d3e-9a63-1a2f6f6f8f1e",
    user: { name: "batch", role: "operator" },
    service: {
      version: "0.1.0",
      command_lock: true,
      resume_seconds: 60,
      session_idle_seconds: 1_800,
    },
  }],
});

/** Operation of a resumed connection, with the message that asked for it. */
const ResumedOperation = z.strictObject({
  operation_id: uuid,
  kind: z.enum(["command", "terminal", "transfer"]),
  server_name: z.string().nullable().describe("Server of the operation; null for a transfer."),
  request_id: z.string().nullable().describe("`request_id` of the message; null without one."),
});

/** Answer to `resume`, before the missed events. */
export const Resumed = reply("resumed", {
  connection_id: uuid.describe("Id of the resumed connection, from now on also of this one."),
  seq: z.int().min(0).describe("Number of the last output before the missed events."),
  resume_token: z.string().describe("Token of the resumed connection, which stays valid."),
  operation: ResumedOperation.nullable().describe(
    "Running operation of the connection, or its last one when the ending is among the missed " +
      "events; null without either. Of a watching: the watched operation.",
  ),
  session_token: z.string().nullable()
    .describe("Secret of the session that the connection owns; null when it owns none."),
}).meta({
  description: "Answer to `resume`, before the missed events.",
  examples: [{
    type: "resumed",
    connection_id: "550e8400-e29b-41d4-a716-446655440000",
    seq: 17,
    resume_token: "9a3cb0c4-6f0b-4d3e-9a63-1a2f6f6f8f1e",
    operation: {
      operation_id: "01890a5d-ac96-774b-bcce-b302099a8057",
      kind: "command",
      server_name: "mdwap1p",
      request_id: "1",
    },
    session_token: null,
    request_id: "7",
  }],
});

/** Answer to `hello`. */
export const HelloEvent = reply("hello", {
  name: z.string().nullable().describe("Name of the client, or of its token; null without one."),
  connection_id: uuid,
  running: z.array(ListedOperation).nullable().describe(
    "Running operations that the client may see, newest first; null unless it follows " +
      "`operations`.",
  ),
}).meta({
  description: "Answer to `hello`, with the state at the time at which it is sent.",
  examples: [{
    type: "hello",
    name: "batch console",
    connection_id: "550e8400-e29b-41d4-a716-446655440000",
    running: [RUNNING_EXAMPLE],
    request_id: "8",
  }],
});

const lockStatus = {
  locked: z.boolean(),
  lock_owner: uuid.nullable(),
  owner: Owner.describe("Owner of the lock."),
  message: z.string().describe("Text for people; programs read the other fields."),
};

/** Owner of the lock: sent to all clients on change, and as the answer to `get_lock_status`. */
export const LockStatus = reply("lock_status", lockStatus).meta({
  description:
    "Owner of the lock: sent to all clients on change, and as the answer to `get_lock_status`.",
  examples: [{
    type: "lock_status",
    locked: true,
    lock_owner: "550e8400-e29b-41d4-a716-446655440000",
    owner: {
      id: "550e8400-e29b-41d4-a716-446655440000",
      name: "batch console",
      kind: "command",
      server_name: "mdwap1p",
      operation_id: "01890a5d-ac96-774b-bcce-b302099a8057",
      since: "2026-01-01T12:00:00.000Z",
      away_until: null,
    },
    message: "Locked by 550e8400-e29b-41d4-a716-446655440000",
  }],
});

/** Change of a server's verdict, and each check for the clients that follow `health`. */
export const ServerHealth = broadcast("server_health", {
  server_name: z.string(),
  is_healthy: z.boolean(),
  status: ServerHealthStatus,
}).meta({
  description:
    "Change of a server's verdict; the first verdict is a change. Clients that follow `health` " +
    "get one after every check.",
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

/** Operation of a resumed connection. */
export type ResumedOperation = z.output<typeof ResumedOperation>;
