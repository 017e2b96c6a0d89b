import { z } from "zod";
import { broadcast, reply } from "./event.ts";
import { Owner } from "./owner.ts";

const uuid = z.uuid();

const leaseId = z.int().min(1).describe("Number of the lease: those of later asks are greater.");

const serverNames = z.array(z.string()).min(1)
  .describe("Names of the servers; one asterisk means all servers.");

const owner = Owner.unwrap();

/** Session that is active: exclusive use of a set of servers. */
export const ActiveLease = z.strictObject({
  lease_id: leaseId,
  owner: owner.describe("Owner of the session: a client, or a run of the kind `job`."),
  servers: serverNames,
  reason: z.string().nullable().describe("Reason of the owner; null without one."),
  waiting: z.int().min(0).describe("Number of asks that wait for one of its servers."),
});

const OWNER_EXAMPLE = {
  id: "550e8400-e29b-41d4-a716-446655440000",
  name: "kim",
  kind: "session",
  server_name: null,
  operation_id: null,
  since: "2026-01-01T12:00:00.000Z",
  away_until: null,
} as const;

/** Answer to `start_session`. */
export const SessionStarted = reply("session_started", {
  message: z.literal("Session started successfully"),
  session_owner: uuid,
  session_token: z.string().describe("Secret with which others join the session."),
  lease_id: leaseId,
  fence: z.int().min(1).describe("Number of the grant, greater than those of all earlier grants."),
  servers: serverNames,
}).meta({
  description: "Answer to `start_session`: the servers are the client's.",
  examples: [{
    type: "session_started",
    message: "Session started successfully",
    session_owner: "550e8400-e29b-41d4-a716-446655440000",
    session_token: "3d1f6c1e-8f0a-4a52-9d0c-5b7f3e2a9c41",
    lease_id: 41,
    fence: 43,
    servers: ["mdwap1p"],
    request_id: "3",
  }],
});

/** Place in the queue of a `start_session` that waits. */
export const SessionQueued = reply("session_queued", {
  lease_id: leaseId,
  position: z.int().min(1)
    .describe("Number of the place: 1, and one more for each earlier ask that shares a server."),
  blocked_by: z.array(z.strictObject({
    lease_id: leaseId.nullable()
      .describe("Number of the session or of the earlier ask; null for an operation."),
    owner,
    servers: serverNames,
  })).max(10).describe(
    "First 10 sessions, operations and earlier asks in the way that the client may see: those " +
      "that hold the servers come first.",
  ),
}).meta({
  description: "Place in the queue of a `start_session` that waits, sent at each change. " +
    "`cancel` leaves the queue.",
  examples: [{
    type: "session_queued",
    lease_id: 42,
    position: 1,
    blocked_by: [{ lease_id: 41, owner: OWNER_EXAMPLE, servers: ["mdwap1p"] }],
    request_id: "3",
  }],
});

/** Question to the owner of a session to end it. */
export const SessionAsked = reply("session_asked", {
  lease_id: leaseId,
  by: owner.pick({ id: true, name: true }).describe("Client that asks."),
  message: z.string().nullable().describe("Text of the client; null without one."),
  waiting: z.int().min(0).describe("Number of asks that wait for one of the servers."),
}).meta({
  description: "Question of another client to the owner of a session to end it.",
  examples: [{
    type: "session_asked",
    lease_id: 41,
    by: { id: "6fa1c0de-0000-4000-8000-000000000000", name: "lee" },
    message: "The night batch has to start at six",
    waiting: 2,
    request_id: "3",
  }],
});

/** Answer to `join_session`. */
export const SessionJoined = reply("session_joined", {
  message: z.literal("Session joined successfully"),
  session_owner: uuid,
}).meta({
  description: "Answer to `join_session`.",
  examples: [{
    type: "session_joined",
    message: "Session joined successfully",
    session_owner: "550e8400-e29b-41d4-a716-446655440000",
    request_id: "10",
  }],
});

/** Answer to `end_session`, and the end of a session that the client did not ask for. */
export const SessionEnded = reply("session_ended", {
  message: z.enum([
    ...["Session ended successfully", "Session left successfully"] as const,
    ...["Session ended by its owner", "Session ended with its owner's connection"] as const,
    ...["Session ended by an administrator", "Session expired"] as const,
  ]),
  reason: z.string().optional().describe("Reason of the administrator."),
  by: z.string().nullable().optional()
    .describe("Name of the administrator's token; null without authentication."),
}).meta({
  description:
    "Answer to `end_session`. Also tells the members that the session is over, and the owner " +
    "that an administrator has ended it, with `reason` and `by`.",
  examples: [{ type: "session_ended", message: "Session ended successfully", request_id: "4" }],
});

/** Sessions, sent to all clients on change, and what runs in them to some. */
export const SessionStatus = broadcast("session_status", {
  session_active: z.boolean(),
  session_owner: uuid.nullable(),
  owner: Owner.describe("Owner of the oldest session."),
  leases: z.array(ActiveLease)
    .describe("Sessions on servers that the client may see, the oldest first."),
  message: z.string().describe("Text for people; programs read the other fields."),
  reason: z.string().optional()
    .describe("Reason of the administrator who has ended the session."),
}).meta({
  description:
    "Sessions, and the owner of the oldest one, sent to all clients on change. Clients that " +
    "follow `operations` also get it when an operation starts or ends in a session.",
  examples: [{
    type: "session_status",
    session_active: false,
    session_owner: null,
    owner: null,
    leases: [],
    message: "No session is active",
  }],
});

/** Session that is active. */
export type ActiveLease = z.output<typeof ActiveLease>;
