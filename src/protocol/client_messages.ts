import { z } from "zod";
import { message } from "./message.ts";
import { utf8Bytes } from "./utf8_bytes.ts";

const serverName = z.string().min(1).max(255).describe("A configured server, for example mdwap1p.");
const cols = z.int().min(1).max(1000).describe("Columns of the terminal.");
const rows = z.int().min(1).max(1000).describe("Rows of the terminal.");
/** Data of a message that needs none: whatever is there is ignored. */
const nothing = z.unknown().optional();
const seconds = z.number().positive().max(2_000_000);
const window = z.int().min(4).max(4_194_304).optional().describe(
  "Most bytes of output (UTF-8) that may be on their way unacknowledged; the client then has to send `ack`.",
);
const seq = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Runs one command on a PTY in the user's login environment. */
export const SshCommand = message(
  "ssh_command",
  z.object({
    server_name: serverName,
    command: z.string().min(1)
      .refine((text) => utf8Bytes(text) <= 65_536, "Too big: expected at most 65536 bytes of UTF-8")
      .refine((text) => !text.includes("\0"), "Invalid string: must not contain a NUL character")
      .describe("Given to the user's login shell; 1 to 65,536 bytes of UTF-8, no NUL."),
    stop_phrase: z.string().min(1).max(1024).optional()
      .describe("The command is done when this text appears in its output."),
    throttle_interval: z.number().min(0).max(10).default(0.1)
      .describe("Seconds between two output frames under a flood; 0 sends at once."),
    stop_grace_seconds: z.number().min(0).max(60).default(2)
      .describe("Seconds the command may go on after the stop phrase before it is hung up."),
    timeout_seconds: seconds.optional().describe(
      "Longest run time in seconds, connecting included.",
    ),
    idle_timeout_seconds: seconds.optional().describe("Longest silence of the command in seconds."),
    raw: z.boolean().default(false).describe("true: carriage returns are not collapsed."),
    cols: cols.default(80),
    rows: rows.default(24),
    window,
  }),
).meta({
  description: "Runs one command on a PTY in the user's login environment.",
  examples: [{
    type: "ssh_command",
    data: { server_name: "mdwap1p", command: "ls -la", stop_phrase: "COMMAND_COMPLETE" },
    request_id: "1",
  }],
});

/** Opens an interactive login shell on a terminal. */
export const OpenTerminal = message(
  "open_terminal",
  z.object({
    server_name: serverName,
    cols: cols.default(80),
    rows: rows.default(24),
    term: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,63}$/, "is not the name of a terminal")
      .default("xterm-256color").describe("What the client's terminal is, as `TERM` names it."),
    window,
  }),
).meta({
  description: "Opens an interactive login shell, for `ssh_input`, `resize` and `cancel`.",
  examples: [{
    type: "open_terminal",
    data: { server_name: "mdwap1p", cols: 120, rows: 40 },
    request_id: "6",
  }],
});

/** Keystrokes for this connection's running operation. */
export const SshInput = message(
  "ssh_input",
  z.object({
    input: z.string().max(65_536).describe(
      "Typed into the terminal as it is; \\r is Enter, \\u0003 Ctrl-C.",
    ),
  }),
).meta({
  description: "Keystrokes for this connection's running operation.",
  examples: [{ type: "ssh_input", data: { input: "yes\r" } }],
});

/** Stops this connection's running operation. */
export const Cancel = message("cancel", nothing).meta({
  description: "Stops this connection's running operation.",
  examples: [{ type: "cancel" }],
});

/** Sets the window size of the running operation's terminal. */
export const Resize = message("resize", z.object({ cols, rows })).meta({
  description: "Sets the window size of the running operation's terminal.",
  examples: [{ type: "resize", data: { cols: 120, rows: 40 } }],
});

/** Takes exclusive use of the service, for a job of several steps. */
export const StartSession = message("start_session", nothing).meta({
  description: "Takes exclusive use of the service, for a job of several steps.",
  examples: [{ type: "start_session", request_id: "3" }],
});

/** Gives exclusive use back; what the session still runs is cancelled first. */
export const EndSession = message("end_session", nothing).meta({
  description: "Gives exclusive use back; what the session still runs is cancelled first.",
  examples: [{ type: "end_session", request_id: "4" }],
});

/** Runs one configured transfer from server to server. */
export const ScpTransfer = message(
  "scp_transfer",
  z.object({
    transfer_name: z.string().min(1).max(255).default("stub_data_transfer")
      .describe("A configured transfer: TRANSFER_<NAME>, in lower case."),
  }),
).meta({
  description: "Runs one configured transfer from server to server; needs the session.",
  examples: [{
    type: "scp_transfer",
    data: { transfer_name: "stub_data_transfer" },
    request_id: "5",
  }],
});

/** Asks who holds the lock. */
export const GetLockStatus = message("get_lock_status", nothing).meta({
  description: "Asks who holds the lock.",
  examples: [{ type: "get_lock_status", request_id: "2" }],
});

/** Tells that everything up to the output `seq` of the running operation has arrived and been shown. */
export const Ack = message(
  "ack",
  z.object({ seq: seq.describe("The last output that was shown.") }),
).meta({
  description: "Tells that everything up to the output `seq` has arrived and been shown. With " +
    "`window` it makes room for more; in any case what it covers needs no keeping for `resume`.",
  examples: [{ type: "ack", data: { seq: 17 } }],
});

/** Takes the place of a connection that was lost. */
export const Resume = message(
  "resume",
  z.object({
    token: z.string().min(1).max(128).describe("The lost connection's `resume_token`."),
    seq: seq.describe(
      "The last output that arrived of the operation asked for last; 0 when there is none.",
    ),
  }),
).meta({
  description: "Takes the place of a connection that was lost: its id, its session, its operation.",
  examples: [{
    type: "resume",
    data: { token: "9a3cb0c4-6f0b-4d3e-9a63-1a2f6f6f8f1e", seq: 17 },
    request_id: "7",
  }],
});

/** Control characters, direction marks and line separators: they could forge or reorder lines. */
const UNNAMEABLE = String.raw`\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069`;

/** Says the name of the client, which is shown in `owner` objects. */
export const Hello = message(
  "hello",
  z.object({
    name: z.string().min(1).max(64)
      .regex(
        new RegExp(`^[^${UNNAMEABLE}]*$`, "u"),
        "Invalid string: must not contain control characters",
      )
      .describe("1 to 64 characters, no control characters, direction marks or line separators."),
  }),
).meta({
  description:
    "Says the name of the client, which is shown in `owner` objects. It survives `resume`.",
  examples: [{ type: "hello", data: { name: "batch console" }, request_id: "8" }],
});

/** Every message of a client. */
export const ClientMessageSchema = z.discriminatedUnion("type", [
  SshCommand,
  OpenTerminal,
  SshInput,
  Cancel,
  Resize,
  Ack,
  Resume,
  Hello,
  StartSession,
  EndSession,
  ScpTransfer,
  GetLockStatus,
]);

/** A message as a client writes it. */
export type ClientMessage = z.input<typeof ClientMessageSchema>;

/** The validated `data` of an `ssh_command`. */
export type SshCommandData = z.output<typeof SshCommand>["data"];

/** The validated `data` of an `open_terminal`. */
export type OpenTerminalData = z.output<typeof OpenTerminal>["data"];

/** The validated `data` of a `resume`. */
export type ResumeData = z.output<typeof Resume>["data"];

/** The validated `data` of a `hello`. */
export type HelloData = z.output<typeof Hello>["data"];

/** The validated `data` of an `scp_transfer`. */
export type ScpTransferData = z.output<typeof ScpTransfer>["data"];
