import { z } from "zod";
import { message, NO_DATA } from "./message.ts";

const seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Character classes that could forge or reorder a line: control, direction, line separator. */
const UNNAMEABLE = String.raw`\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069`;

/** Text of one line that shows as it is written. */
export const PRINTABLE = new RegExp(`^[^${UNNAMEABLE}]*$`, "u");

const leaseId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Starts a session: exclusive use of servers for several operations. */
export const StartSession = message("start_session", {
  role: "operator",
  data: z.object({
    servers: z.array(z.string().min(1).max(255)).min(1).max(1_000).optional()
      .describe("Names of the servers; an asterisk means all servers. Default: all servers."),
    wait_seconds: z.number().min(0).max(86_400).default(0).describe(
      "Time to wait in the queue, in seconds; 0 = the session is granted at once or refused.",
    ),
    reason: z.string().min(1).max(500)
      .regex(PRINTABLE, "Invalid string: must not contain control characters")
      .optional()
      .describe("Reason that all clients are told: 1 to 500 characters."),
  }).prefault({}),
}).meta({
  description:
    "Starts a session: exclusive use of servers for several operations. With `wait_seconds` it " +
    "waits in a queue: first come, first served among the asks that share a server. A " +
    "connection has one session, or one ask that waits.",
  examples: [
    { type: "start_session", request_id: "3" },
    {
      type: "start_session",
      data: { servers: ["mdwap1p"], wait_seconds: 600, reason: "Monthly load" },
      request_id: "3",
    },
  ],
});

/** Joins the session of another client. */
export const JoinSession = message("join_session", {
  role: "operator",
  data: z.object({
    session_token: z.string().min(1).max(128)
      .describe("Secret of the session, which its owner has from `session_started`."),
  }),
}).meta({
  description:
    "Joins the session of another client. A member runs commands, terminals and transfers in " +
    "the session, one at a time, beside the owner and the other members.",
  examples: [{
    type: "join_session",
    data: { session_token: "3d1f6c1e-8f0a-4a52-9d0c-5b7f3e2a9c41" },
    request_id: "10",
  }],
});

/** Ends the session of its owner, or leaves the session of another client. */
export const EndSession = message("end_session", {
  role: "viewer",
  data: z.object({
    lease_id: leaseId.optional().describe("Number of the session. Default: that of the client."),
  }).prefault({}),
}).meta({
  description:
    "Ends the session of its owner. Everything that runs in it is cancelled first. A member " +
    "leaves the session: its own operation is cancelled first.",
  examples: [{ type: "end_session", request_id: "4" }],
});

/** Asks the owner of a session to end it. */
export const AskSession = message("ask_session", {
  role: "operator",
  data: z.object({
    lease_id: leaseId.describe("Number of the session, from `session_status`."),
    message: z.string().min(1).max(500)
      .regex(PRINTABLE, "Invalid string: must not contain control characters")
      .optional()
      .describe("Text for the owner: 1 to 500 characters."),
  }),
}).meta({
  description: "Asks the owner of a session to end it. The owner gets `session_asked`; a new " +
    "question replaces one that the owner has not read.",
  examples: [{
    type: "ask_session",
    data: { lease_id: 41, message: "The night batch has to start at six" },
    request_id: "11",
  }],
});

/** Ends the session of another client, or its operation that has the lock. */
export const ForceEndSession = message("force_end_session", {
  role: "admin",
  data: z.object({
    reason: z.string().min(1).max(500)
      .regex(PRINTABLE, "Invalid string: must not contain control characters")
      .describe("Reason that the owner and all clients are told: 1 to 500 characters."),
    lease_id: leaseId.optional().describe(
      "Number of the session, or of an ask that waits. Default: the oldest session, else the lock.",
    ),
  }),
}).meta({
  description:
    "Ends the session of another client, or its operation that has the lock. The owner and " +
    "the members get `session_ended`, and all clients get `session_status`, with the reason.",
  examples: [{
    type: "force_end_session",
    data: { reason: "The night batch needs the servers" },
    request_id: "9",
  }],
});

/** Requests the owner of the lock. */
export const GetLockStatus = message("get_lock_status", { role: "viewer", data: NO_DATA }).meta({
  description: "Requests the owner of the lock.",
  examples: [{ type: "get_lock_status", request_id: "2" }],
});

/** Acknowledges the output of the running operation up to `seq`. */
export const Ack = message("ack", {
  role: "viewer",
  data: z.object({ seq: seq.describe("Number of the last output that the client has shown.") }),
}).meta({
  description:
    "Acknowledges the output up to `seq`: the service discards it, and `resume` does not " +
    "send it again. With `window` the acknowledged bytes become free for new output.",
  examples: [{ type: "ack", data: { seq: 17 } }],
});

/** Resumes a lost connection. */
export const Resume = message("resume", {
  role: "viewer",
  data: z.object({
    token: z.string().min(1).max(128).describe("`resume_token` of the lost connection."),
    seq: seq.describe(
      "Number of the last output that was received from the latest operation, or 0.",
    ),
  }),
}).meta({
  description: "Resumes a lost connection: its id, its session and its operation.",
  examples: [{
    type: "resume",
    data: { token: "9a3cb0c4-6f0b-4d3e-9a63-1a2f6f6f8f1e", seq: 17 },
    request_id: "7",
  }],
});

/** Topic of broadcasts that only the clients that follow it get. */
export const Topic = z.enum(["operations", "health"]);

/** Sets the name of the client, and the topics that it follows. */
export const Hello = message("hello", {
  role: "viewer",
  data: z.object({
    name: z.string().min(1).max(64)
      .regex(PRINTABLE, "Invalid string: must not contain control characters")
      .optional()
      .describe(
        "1 to 64 characters without control characters, direction marks and line separators. " +
          "Without it the name stays; a token's name always does.",
      ),
    follow: z.array(Topic).max(Topic.options.length).default([]).describe(
      "Topics to follow from now on: `operations`, `health`.",
    ),
  }),
}).meta({
  description:
    "Sets the name of the client, which `owner` objects show, and the topics that it follows " +
    "instead of those before. `resume` keeps both.",
  examples: [{
    type: "hello",
    data: { name: "batch console", follow: ["operations"] },
    request_id: "8",
  }],
});

/** Validated `data` of a `start_session`. */
export type StartSessionData = z.output<typeof StartSession>["data"];

/** Validated `data` of an `end_session`. */
export type EndSessionData = z.output<typeof EndSession>["data"];

/** Validated `data` of an `ask_session`. */
export type AskSessionData = z.output<typeof AskSession>["data"];

/** Validated `data` of a `join_session`. */
export type JoinSessionData = z.output<typeof JoinSession>["data"];
/** Topic of broadcasts that only the clients that follow it get. */
export type Topic = z.output<typeof Topic>;

/** Validated `data` of a `force_end_session`. */
export type ForceEndData = z.output<typeof ForceEndSession>["data"];

/** Validated `data` of a `resume`. */
export type ResumeData = z.output<typeof Resume>["data"];

/** Validated `data` of a `hello`. */
export type HelloData = z.output<typeof Hello>["data"];
