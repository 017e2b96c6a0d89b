import { z } from "zod";
import { ErrorCode } from "./catalogue/catalogue.ts";
import { reply } from "./event.ts";

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

/** Of a terminal only: what its live view skipped before the next output. */
export const Gap = reply("gap", { bytes: z.int().min(1).describe("of UTF-8") }).meta({
  description:
    "Of a terminal only: so many bytes, which the screen had scrolled past by now, are " +
    "left out before the next output.",
  examples: [{ type: "gap", bytes: 1_994_752, request_id: "6" }],
});

/** How far a transfer is; at most ten a second, and a last one when all has arrived. */
export const TransferProgress = reply("transfer_progress", {
  transfer_name: z.string(),
  bytes: z.int().min(0).describe("bytes that the target has taken"),
  total_bytes: z.int().min(0).describe("of the whole transfer"),
  file: z.string().describe("the file of which bytes arrived last, from the target folder on"),
  file_bytes: z.int().min(0).describe("bytes of that file that the target has taken"),
  files_done: z.int().min(0).describe("files that are complete and in their place"),
  files_total: z.int().min(0),
  bytes_per_second: z.int().min(0).describe("over the last three seconds"),
}).meta({
  description: "How far a transfer is: at most 10 a second.",
  examples: [{
    type: "transfer_progress",
    transfer_name: "stub_data_transfer",
    bytes: 1_048_576,
    total_bytes: 4_194_304,
    file: "a.dat",
    file_bytes: 1_048_576,
    files_done: 1,
    files_total: 4,
    bytes_per_second: 104_857_600,
    request_id: "5",
  }],
});

/** The good ending of a command. */
export const CommandComplete = reply("complete", {
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

/** The good ending of a terminal. */
export const TerminalComplete = reply("complete", {
  message: z.literal("Terminal closed"),
  server_name: z.string(),
  command: z.null(),
  reason: z.literal("exited"),
  exit_code: z.int().nullable().describe("of the login shell; null when a signal ended it"),
  signal: z.string().nullable().describe("for example KILL (RFC 4254, 6.10)"),
  duration_ms: z.int().min(0),
}).meta({
  description: "The good ending of a terminal: its login shell has ended.",
  examples: [{
    type: "complete",
    message: "Terminal closed",
    server_name: "mdwap1p",
    command: null,
    reason: "exited",
    exit_code: 0,
    signal: null,
    duration_ms: 60_400,
    request_id: "6",
  }],
});

/** The good ending of a transfer. */
export const TransferComplete = reply("complete", {
  message: z.literal("SCP transfer completed successfully"),
  transfer_name: z.string(),
  files: z.int().min(0).describe("files copied"),
  bytes: z.int().min(0),
  duration_ms: z.int().min(0),
  mode: z.enum(["sftp", "exec", "mixed"])
    .describe("the way to both servers: SFTP, shell commands where there is none, or one of each"),
}).meta({
  description: "The good ending of a transfer.",
  examples: [{
    type: "complete",
    message: "SCP transfer completed successfully",
    transfer_name: "stub_data_transfer",
    files: 4,
    bytes: 4_194_304,
    duration_ms: 420,
    mode: "sftp",
    request_id: "5",
  }],
});

/** The good ending of an operation. */
export const Complete = z.union([CommandComplete, TerminalComplete, TransferComplete]).meta({
  description: "The good ending of an operation.",
});

/** The ending of an operation that was stopped by `cancel`, `end_session` or the shutdown of the service. */
export const CancelledEvent = reply("cancelled", { message: z.string() }).meta({
  description: "The ending of an operation that was stopped on purpose.",
  examples: [{ type: "cancelled", message: "Cancelled by the client", request_id: "1" }],
});

/** The bad ending of an operation, or the refusal of a message. */
export const ErrorEvent = reply("error", {
  message: z.string().describe("the fixed text of the code"),
  detail: z.string().optional(),
  error_code: ErrorCode,
  session_owner: z.uuid().optional(),
  lock_owner: z.uuid().optional(),
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

/** The `complete` of a transfer. */
export type TransferComplete = z.output<typeof TransferComplete>;

/** The `complete` of a command. */
export type CommandComplete = z.output<typeof CommandComplete>;
