import { z } from "zod";
import { ErrorCode } from "./catalogue/catalogue.ts";
import { reply } from "./event.ts";
import { RunComplete } from "./job_events.ts";
import { ProbeComplete } from "./probe_events.ts";
import { OperationEnding } from "./rest/records.ts";

/** Step of an operation, such as connecting. */
export const Status = reply("status", { message: z.string() }).meta({
  description: "Step of an operation, such as connecting.",
  examples: [{ type: "status", message: "Connecting to mdwap1p...", request_id: "1" }],
});

/** Piece of an operation's output. `seq` counts 1, 2, 3 … within the operation. */
export const Output = reply("output", { data: z.string(), seq: z.int().min(1) }).meta({
  description: "Piece of an operation's output. `seq` counts 1, 2, 3 … within the operation.",
  examples: [{ type: "output", data: "total 24\r\n", seq: 1, request_id: "1" }],
});

/** Number of bytes left out before the next output. */
export const Gap = reply("gap", {
  bytes: z.int().min(1).describe("Length of the text left out, in bytes of UTF-8."),
}).meta({
  description:
    "Number of bytes left out before the next output. In a terminal, they have already scrolled " +
    "off the screen. A watcher was too late or too slow for them: it resets its terminal.",
  examples: [{ type: "gap", bytes: 1_994_752, request_id: "6" }],
});

/** Watched operation: sent at the start of a watching, and after each resize of its terminal. */
export const Watching = reply("watching", {
  operation_id: z.uuid(),
  kind: z.enum(["command", "terminal", "transfer"]),
  server_name: z.string().nullable().describe("Server of the operation; null for a transfer."),
  cols: z.int().nullable().describe("Columns of its terminal; null without a running terminal."),
  rows: z.int().nullable().describe("Rows of its terminal; null without a running terminal."),
}).meta({
  description:
    "Watched operation: sent at the start of a watching, and after each resize of its terminal.",
  examples: [{
    type: "watching",
    operation_id: "0198c1a2-7f3e-7abc-9def-0123456789ab",
    kind: "terminal",
    server_name: "mdwap1p",
    cols: 120,
    rows: 40,
    request_id: "10",
  }],
});

/** Progress of a transfer: at most 10 events a second, the last one when all has arrived. */
export const TransferProgress = reply("transfer_progress", {
  transfer_name: z.string(),
  bytes: z.int().min(0).describe("Bytes written to the target."),
  total_bytes: z.int().min(0).describe("Bytes of the whole transfer."),
  file: z.string().describe("Path of the file written last, relative to the target folder."),
  file_bytes: z.int().min(0).describe("Bytes of that file written to the target."),
  files_done: z.int().min(0).describe("Files that are complete at the target."),
  files_total: z.int().min(0),
  bytes_per_second: z.int().min(0).describe("Average rate of the last 3 s."),
  run_id: z.uuid().optional().describe("In a `watch_run`: the run."),
  path: z.string().optional().describe("In a `watch_run`: the step."),
}).meta({
  description: "Progress of a transfer, at most 10 events a second.",
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

/** Successful ending of a command. */
export const CommandComplete = reply("complete", {
  message: z.string(),
  server_name: z.string(),
  command: z.string(),
  reason: z.enum(["stop_phrase", "exited"]),
  exit_code: z.int().nullable().describe(
    "Exit code; null when a signal or the hang-up ended the command.",
  ),
  signal: z.string().nullable().describe(
    "Name of the signal that ended the process, for example KILL (RFC 4254, 6.10).",
  ),
  duration_ms: z.int().min(0),
}).meta({
  description: "Successful ending of a command.",
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

/** Successful ending of a terminal. */
export const TerminalComplete = reply("complete", {
  message: z.literal("Terminal closed"),
  server_name: z.string(),
  command: z.null(),
  reason: z.literal("exited"),
  exit_code: z.int().nullable().describe(
    "Exit code of the login shell; null when a signal ended it.",
  ),
  signal: z.string().nullable().describe(
    "Name of the signal that ended the process, for example KILL (RFC 4254, 6.10).",
  ),
  duration_ms: z.int().min(0),
}).meta({
  description: "Successful ending of a terminal: its login shell has exited.",
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

/** Successful ending of a transfer. */
export const TransferComplete = reply("complete", {
  message: z.literal("SCP transfer completed successfully"),
  transfer_name: z.string(),
  files: z.int().min(0).describe("Number of copied files."),
  bytes: z.int().min(0),
  duration_ms: z.int().min(0),
  mode: z.enum(["sftp", "exec", "mixed"])
    .describe(
      "Protocol of the copy: SFTP, shell commands on servers without SFTP, or one of each.",
    ),
}).meta({
  description: "Successful ending of a transfer.",
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

/** Ending of a watching: the watched operation has ended, and its output was sent. */
export const WatchComplete = reply("complete", {
  message: z.literal("Watched operation ended"),
  operation_id: z.uuid(),
  ending: OperationEnding,
  exit_code: z.int().nullable().describe("Exit code of the watched command; null without one."),
}).meta({
  description: "Ending of a watching: the watched operation has ended, and its output was sent.",
  examples: [{
    type: "complete",
    message: "Watched operation ended",
    operation_id: "0198c1a2-7f3e-7abc-9def-0123456789ab",
    ending: "complete",
    exit_code: 0,
    request_id: "10",
  }],
});

/** Successful ending of an operation. */
export const Complete = z.union([
  CommandComplete,
  TerminalComplete,
  TransferComplete,
  ProbeComplete,
  WatchComplete,
  RunComplete,
]).meta({
  description: "Successful ending of an operation.",
});

/** Ending of an operation that `cancel`, `end_session` or a shutdown of the service stopped. */
export const CancelledEvent = reply("cancelled", { message: z.string() }).meta({
  description: "Ending of an operation that `cancel`, `end_session` or a shutdown stopped.",
  examples: [{ type: "cancelled", message: "Cancelled by the client", request_id: "1" }],
});

/** Failed ending of an operation, or the refusal of a message. */
export const ErrorEvent = reply("error", {
  message: z.string().describe("Fixed text of the code."),
  detail: z.string().optional(),
  error_code: ErrorCode,
  session_owner: z.uuid().optional(),
  lock_owner: z.uuid().optional(),
  exit_code: z.int().optional(),
  run_id: z.uuid().optional().describe("Run that failed, of a `watch_run`."),
  path: z.string().optional().describe("Step that failed, of a `watch_run`."),
  kept_seq: z.int().min(0).optional()
    .describe("Of a refused `resume`: the `seq` from which it works. What was before is lost."),
}).meta({
  description: "Failed ending of an operation, or the refusal of a message.",
  examples: [{
    type: "error",
    message: "SSH server configuration not found",
    detail: 'No server is called "nobody"',
    error_code: 23002,
    request_id: "1",
  }],
});

/** `complete` event of a transfer. */
export type TransferComplete = z.output<typeof TransferComplete>;

/** `complete` event of a command. */
export type CommandComplete = z.output<typeof CommandComplete>;

/** `complete` event of a watching. */
export type WatchComplete = z.output<typeof WatchComplete>;
