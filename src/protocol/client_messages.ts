import { z } from "zod";
import { CommandLine, TerminalCols as cols, TerminalRows as rows } from "./command_line.ts";
import { CancelRun, DecideStep, RetryRun, StartJob, WatchRun } from "./job_messages.ts";
import { message, NO_DATA } from "./message.ts";
import { OperationId } from "./rest/parameters.ts";
import {
  Ack,
  AskSession,
  EndSession,
  ForceEndSession,
  GetLockStatus,
  Hello,
  JoinSession,
  Resume,
  StartSession,
} from "./session_messages.ts";

const serverName = z.string().min(1).max(255).describe(
  "Name of a configured server, for example mdwap1p.",
);
const seconds = z.number().positive().max(2_000_000);
const window = z.int().min(4).max(4_194_304).optional().describe(
  "Maximum number of unacknowledged output bytes (UTF-8). The client then has to send `ack`.",
);
/** Default of `throttle_interval`, in seconds. */
export const THROTTLE_SECONDS = 0.1;

/** Runs one command on a PTY in the user's login environment. */
export const SshCommand = message("ssh_command", {
  role: "operator",
  data: z.object({
    server_name: serverName,
    command: CommandLine,
    stop_phrase: z.string().min(1).max(1024).optional()
      .describe("Text in the output that ends the command."),
    throttle_interval: z.number().min(0).max(10).optional().meta({ default: THROTTLE_SECONDS })
      .describe("Minimum time between two frames of dense output, in seconds. 0 sends at once."),
    stop_grace_seconds: z.number().min(0).max(60).default(2)
      .describe("Time between the stop phrase and the hang-up, in seconds."),
    timeout_seconds: seconds.optional().describe(
      "Maximum duration in seconds, connecting included.",
    ),
    idle_timeout_seconds: seconds.optional().describe("Maximum time without output, in seconds."),
    raw: z.boolean().optional().meta({ default: false }).describe(
      "Whether output is sent without collapsing carriage returns.",
    ),
    cols: cols.default(80),
    rows: rows.default(24),
    window,
    detach: z.boolean().default(false).describe(
      "Whether the server keeps the command: the answer is `run_started`, and `watch_run` shows " +
        "its output, which is always raw. It takes neither `throttle_interval` nor `window`.",
    ),
  }).superRefine(checkDetached),
}).meta({
  description: "Runs one command on a PTY in the user's login environment. With `detach` it is " +
    "the run of a job with one step, which goes on when the client leaves, and over a restart of " +
    "the service: it waits for its server, keeps others off it, and fails by any exit code but 0 " +
    "unless the stop phrase appeared.",
  examples: [{
    type: "ssh_command",
    data: { server_name: "mdwap1p", command: "ls -la", stop_phrase: "COMMAND_COMPLETE" },
    request_id: "1",
  }],
});

/** Adds the faults of options that only an attached command has. */
function checkDetached(
  { detach, raw, throttle_interval, window }: {
    readonly detach: boolean;
    readonly raw?: boolean | undefined;
    readonly throttle_interval?: number | undefined;
    readonly window?: number | undefined;
  },
  { addIssue }: Pick<z.RefinementCtx, "addIssue">,
): void {
  if (!detach) return;
  const faults = { raw: raw === false, throttle_interval, window };
  for (const [name, fault] of Object.entries(faults)) {
    if (fault === undefined || fault === false) continue;
    const message = "Not for a command with detach, whose output watch_run sends";
    addIssue({ code: "custom", path: [name], message });
  }
}

/** Opens an interactive login shell on a terminal. */
export const OpenTerminal = message("open_terminal", {
  role: "operator",
  data: z.object({
    server_name: serverName,
    cols: cols.default(80),
    rows: rows.default(24),
    term: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,63}$/, "is not the name of a terminal")
      .default("xterm-256color").describe("Type of the client's terminal, the value of `TERM`."),
    window,
  }),
}).meta({
  description: "Opens an interactive login shell, which takes `ssh_input`, `resize` and `cancel`.",
  examples: [{
    type: "open_terminal",
    data: { server_name: "mdwap1p", cols: 120, rows: 40 },
    request_id: "6",
  }],
});

/** Sends keystrokes to the running operation of the connection. */
export const SshInput = message("ssh_input", {
  role: "operator",
  data: z.object({
    input: z.string().max(65_536).describe(
      "Text for the terminal, sent unchanged. \\r is Enter, \\u0003 is Ctrl-C.",
    ),
  }),
}).meta({
  description: "Sends keystrokes to the running operation of the connection.",
  examples: [{ type: "ssh_input", data: { input: "yes\r" } }],
});

/** Cancels the running operation of the connection. */
export const Cancel = message("cancel", { role: "viewer", data: NO_DATA }).meta({
  description: "Cancels the running operation of the connection.",
  examples: [{ type: "cancel" }],
});

/** Sets the window size of the running operation's terminal. */
export const Resize = message("resize", { role: "operator", data: z.object({ cols, rows }) }).meta({
  description: "Sets the window size of the running operation's terminal.",
  examples: [{ type: "resize", data: { cols: 120, rows: 40 } }],
});

/** Runs one configured transfer from server to server. */
export const ScpTransfer = message("scp_transfer", {
  role: "operator",
  data: z.object({
    transfer_name: z.string().min(1).max(255).default("stub_data_transfer")
      .describe("Name of a configured transfer: that of `TRANSFER_<NAME>` in lower case."),
  }),
}).meta({
  description:
    "Runs one configured transfer from server to server. The sender must be in the session.",
  examples: [{
    type: "scp_transfer",
    data: { transfer_name: "stub_data_transfer" },
    request_id: "5",
  }],
});

/** Tries a server layer by layer, login included. */
export const ProbeServer = message("probe_server", {
  role: "operator",
  data: z.object({ server_name: serverName }),
}).meta({
  description: "Tries a server layer by layer, login included. Needs neither lock nor session, " +
    "and changes no verdict.",
  examples: [{ type: "probe_server", data: { server_name: "mdwap1p" }, request_id: "11" }],
});

/** Watches the output of an operation of any client. */
export const WatchOperation = message("watch_operation", {
  role: "viewer",
  data: z.object({ operation_id: OperationId }),
}).meta({
  description: "Watches the output of an operation of any client: the kept output first, then " +
    "live. It takes neither session nor lock, and never slows the operation.",
  examples: [{
    type: "watch_operation",
    data: { operation_id: "0198c1a2-7f3e-7abc-9def-0123456789ab" },
    request_id: "12",
  }],
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
  JoinSession,
  EndSession,
  AskSession,
  ForceEndSession,
  ScpTransfer,
  ProbeServer,
  WatchOperation,
  StartJob,
  WatchRun,
  CancelRun,
  RetryRun,
  DecideStep,
  GetLockStatus,
]);

/** Message as a client writes it, before defaults are filled in. */
export type ClientMessage = z.input<typeof ClientMessageSchema>;

/** Validated `data` of an `ssh_command`. */
export type SshCommandData = z.output<typeof SshCommand>["data"];

/** Validated `data` of an `open_terminal`. */
export type OpenTerminalData = z.output<typeof OpenTerminal>["data"];

/** Validated `data` of a `watch_operation`. */
export type WatchOperationData = z.output<typeof WatchOperation>["data"];

/** Validated `data` of an `scp_transfer`. */
export type ScpTransferData = z.output<typeof ScpTransfer>["data"];

/** Validated `data` of a `probe_server`. */
export type ProbeServerData = z.output<typeof ProbeServer>["data"];
