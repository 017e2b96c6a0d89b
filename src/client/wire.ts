// Made by `deno task wire` from the schemas in src/protocol/. Do not edit.

/** Message of a client. */
export type ClientMessage =
  | SshCommand
  | OpenTerminal
  | SshInput
  | Cancel
  | Resize
  | Ack
  | Resume
  | Hello
  | StartSession
  | JoinSession
  | EndSession
  | AskSession
  | ForceEndSession
  | ScpTransfer
  | ProbeServer
  | WatchOperation
  | StartJob
  | WatchRun
  | CancelRun
  | RetryRun
  | DecideStep
  | GetLockStatus;
/** Topic of broadcasts that only the clients that follow it get. */
export type Topic = "operations" | "health";
/** Step of a job. */
export type JobStep = JobCommandStep | JobTransferStep | JobApprovalStep;
/** Every event of the service. */
export type ServerEvent =
  | Welcome
  | Status
  | Output
  | Gap
  | TransferProgress
  | Watching
  | Complete
  | CancelledEvent
  | ErrorEvent
  | Resumed
  | HelloEvent
  | SessionQueued
  | SessionStarted
  | SessionAsked
  | SessionJoined
  | SessionEnded
  | SessionStatus
  | LockStatus
  | ServerHealth
  | OperationStarted
  | OperationEnded
  | RunStarted
  | RunPlan
  | RunStatus
  | StepStatus
  | RunOutput;
/** Owner of the session or the lock, in events and HTTP answers. */
export type Owner = {
  /** `connection_id` of the client; id of a run. */
  id: string;
  /** Name that the client set by `hello`, or null. */
  name: string | null;
  /** `session`, `job` for a run, or the kind of the operation that has the lock. */
  kind: "session" | "job" | "command" | "terminal" | "transfer";
  /** Server of the operation; null for a session. */
  server_name: string | null;
  /** Id of the operation that runs; null for a session that runs none. */
  operation_id: string | null;
  since: string;
  /** End of the time to resume, in UTC; null while the client is connected. */
  away_until: string | null;
} | null;
/**
 * Role of a client: a `viewer` reads, an `operator` also runs operations, an `admin` does all.
 */
export type Role = "viewer" | "operator" | "admin";
/** Successful ending of an operation. */
export type Complete =
  | CommandComplete
  | TerminalComplete
  | TransferComplete
  | ProbeComplete
  | WatchComplete
  | RunComplete;
/** 5-digit code of an error. `/api/v1/errors` explains every code. */
export type ErrorCode = number;
/** `interrupted`: the service ended before the operation. */
export type OperationEnding = "complete" | "error" | "cancelled" | "interrupted";
/** Record as in `/api/v1/operations`, with the first 1,000 characters of the command. */
export type ListedOperation = Operation;
/** Kind of an operation: the type of the message that started it. */
export type OperationKind = "ssh_command" | "open_terminal" | "scp_transfer";
/**
 * `gating`: a server does not pass the gate yet; `waiting`: others use the servers; `paused`:
 * waits for a decision.
 */
export type RunState =
  | "queued"
  | "gating"
  | "waiting"
  | "running"
  | "paused"
  | "cancelling"
  | "succeeded"
  | "failed"
  | "cancelled";
/** `unknown`: nobody knows how the command ended; `skipped`: done by an earlier run. */
export type StepState =
  | "pending"
  | "running"
  | "retry_wait"
  | "waiting_approval"
  | "succeeded"
  | "failed"
  | "cancelled"
  | "unknown"
  | "skipped";
/** Event of an operation before its ending. */
export type OperationEvent = Status | Watching | Output | Gap | TransferProgress;
/** Event for every client, on change. */
export type Broadcast =
  | SessionAsked
  | SessionStatus
  | LockStatus
  | ServerHealth
  | OperationStarted
  | OperationEnded
  | RunStatus
  | StepStatus;
/** `anchor`: the last of the older rows, which are deleted. */
export type AuditAction =
  | "login"
  | "logout"
  | "refusal"
  | "session_start"
  | "session_join"
  | "session_end"
  | "operation_start"
  | "operation_end"
  | "force_end_session"
  | "token_change"
  | "anchor"
  | "session_ask"
  | "job_start"
  | "job_cancel"
  | "job_decide"
  | "job_change";

/**
 * Runs one command on a PTY in the user's login environment. With `detach` it is the run of a job
 * with one step, which goes on when the client leaves, and over a restart of the service: it
 * waits for its server, keeps others off it, and fails by any exit code but 0 unless the stop
 * phrase appeared.
 */
export interface SshCommand {
  type: "ssh_command";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: SshCommandData;
}
/** Field `data` of `ssh_command`. */
export interface SshCommandData {
  /** Name of a configured server, for example mdwap1p. */
  server_name: string;
  /** Command line for the user's login shell: 1 to 65,536 bytes of UTF-8, no NUL. */
  command: string;
  /** Text in the output that ends the command. */
  stop_phrase?: string;
  /**
   * Minimum time between two frames of dense output, in seconds. 0 sends at once. Default: 0.1.
   */
  throttle_interval?: number;
  /** Time between the stop phrase and the hang-up, in seconds. Default: 2. */
  stop_grace_seconds?: number;
  /** Maximum duration in seconds, connecting included. */
  timeout_seconds?: number;
  /** Maximum time without output, in seconds. */
  idle_timeout_seconds?: number;
  /** Whether output is sent without collapsing carriage returns. Default: false. */
  raw?: boolean;
  /** Columns of the terminal. Default: 80. */
  cols?: number;
  /** Rows of the terminal. Default: 24. */
  rows?: number;
  /** Maximum number of unacknowledged output bytes (UTF-8). The client then has to send `ack`. */
  window?: number;
  /**
   * Whether the server keeps the command: the answer is `run_started`, and `watch_run` shows its
   * output, which is always raw. It takes neither `throttle_interval` nor `window`. Default:
   * false.
   */
  detach?: boolean;
}
/** Opens an interactive login shell, which takes `ssh_input`, `resize` and `cancel`. */
export interface OpenTerminal {
  type: "open_terminal";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: OpenTerminalData;
}
/** Field `data` of `open_terminal`. */
export interface OpenTerminalData {
  /** Name of a configured server, for example mdwap1p. */
  server_name: string;
  /** Columns of the terminal. Default: 80. */
  cols?: number;
  /** Rows of the terminal. Default: 24. */
  rows?: number;
  /** Type of the client's terminal, the value of `TERM`. Default: "xterm-256color". */
  term?: string;
  /** Maximum number of unacknowledged output bytes (UTF-8). The client then has to send `ack`. */
  window?: number;
}
/** Sends keystrokes to the running operation of the connection. */
export interface SshInput {
  type: "ssh_input";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: SshInputData;
}
/** Field `data` of `ssh_input`. */
export interface SshInputData {
  /** Text for the terminal, sent unchanged. \r is Enter, \u0003 is Ctrl-C. */
  input: string;
}
/** Cancels the running operation of the connection. */
export interface Cancel {
  type: "cancel";
  data?: unknown;
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
}
/** Sets the window size of the running operation's terminal. */
export interface Resize {
  type: "resize";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: ResizeData;
}
/** Field `data` of `resize`. */
export interface ResizeData {
  /** Columns of the terminal. */
  cols: number;
  /** Rows of the terminal. */
  rows: number;
}
/**
 * Acknowledges the output up to `seq`: the service discards it, and `resume` does not send it
 * again. With `window` the acknowledged bytes become free for new output.
 */
export interface Ack {
  type: "ack";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: AckData;
}
/** Field `data` of `ack`. */
export interface AckData {
  /** Number of the last output that the client has shown. */
  seq: number;
}
/** Resumes a lost connection: its id, its session and its operation. */
export interface Resume {
  type: "resume";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: ResumeData;
}
/** Field `data` of `resume`. */
export interface ResumeData {
  /** `resume_token` of the lost connection. */
  token: string;
  /** Number of the last output that was received from the latest operation, or 0. */
  seq: number;
}
/**
 * Sets the name of the client, which `owner` objects show, and the topics that it follows instead
 * of those before. `resume` keeps both.
 */
export interface Hello {
  type: "hello";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data?: HelloData;
}
/** Field `data` of `hello`. */
export interface HelloData {
  /**
   * 1 to 64 characters without control characters, direction marks and line separators. Without
   * it the name stays; a token's name always does.
   */
  name?: string;
  /** Topics to follow from now on: `operations`, `health`. */
  follow?: Topic[];
}
/**
 * Starts a session: exclusive use of servers for several operations. With `wait_seconds` it waits
 * in a queue: first come, first served among the asks that share a server. A connection has one
 * session, or one ask that waits.
 */
export interface StartSession {
  type: "start_session";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data?: StartSessionData;
}
/** Field `data` of `start_session`. */
export interface StartSessionData {
  /** Names of the servers; an asterisk means all servers. Default: all servers. @minItems 1 */
  servers?: string[];
  /**
   * Time to wait in the queue, in seconds; 0 = the session is granted at once or refused.
   * Default: 0.
   */
  wait_seconds?: number;
  /** Reason that all clients are told: 1 to 500 characters. */
  reason?: string;
}
/**
 * Joins the session of another client. A member runs commands, terminals and transfers in the
 * session, one at a time, beside the owner and the other members.
 */
export interface JoinSession {
  type: "join_session";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: JoinSessionData;
}
/** Field `data` of `join_session`. */
export interface JoinSessionData {
  /** Secret of the session, which its owner has from `session_started`. */
  session_token: string;
}
/**
 * Ends the session of its owner. Everything that runs in it is cancelled first. A member leaves
 * the session: its own operation is cancelled first.
 */
export interface EndSession {
  type: "end_session";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data?: EndSessionData;
}
/** Field `data` of `end_session`. */
export interface EndSessionData {
  /** Number of the session. Default: that of the client. */
  lease_id?: number;
}
/**
 * Asks the owner of a session to end it. The owner gets `session_asked`; a new question replaces
 * one that the owner has not read.
 */
export interface AskSession {
  type: "ask_session";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: AskSessionData;
}
/** Field `data` of `ask_session`. */
export interface AskSessionData {
  /** Number of the session, from `session_status`. */
  lease_id: number;
  /** Text for the owner: 1 to 500 characters. */
  message?: string;
}
/**
 * Ends the session of another client, or its operation that has the lock. The owner and the
 * members get `session_ended`, and all clients get `session_status`, with the reason.
 */
export interface ForceEndSession {
  type: "force_end_session";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: ForceEndSessionData;
}
/** Field `data` of `force_end_session`. */
export interface ForceEndSessionData {
  /** Reason that the owner and all clients are told: 1 to 500 characters. */
  reason: string;
  /**
   * Number of the session, or of an ask that waits. Default: the oldest session, else the lock.
   */
  lease_id?: number;
}
/** Runs one configured transfer from server to server. The sender must be in the session. */
export interface ScpTransfer {
  type: "scp_transfer";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data?: ScpTransferData;
}
/** Field `data` of `scp_transfer`. */
export interface ScpTransferData {
  /**
   * Name of a configured transfer: that of `TRANSFER_<NAME>` in lower case. Default:
   * "stub_data_transfer".
   */
  transfer_name?: string;
}
/**
 * Tries a server layer by layer, login included. Needs neither lock nor session, and changes no
 * verdict.
 */
export interface ProbeServer {
  type: "probe_server";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: ProbeServerData;
}
/** Field `data` of `probe_server`. */
export interface ProbeServerData {
  /** Name of a configured server, for example mdwap1p. */
  server_name: string;
}
/**
 * Watches the output of an operation of any client: the kept output first, then live. It takes
 * neither session nor lock, and never slows the operation.
 */
export interface WatchOperation {
  type: "watch_operation";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: WatchOperationData;
}
/** Field `data` of `watch_operation`. */
export interface WatchOperationData {
  /** `operation_id` of the operation. */
  operation_id: string;
}
/**
 * Starts a run of a job, which the service runs by itself. It goes on when the client leaves, and
 * over a restart of the service.
 */
export interface StartJob {
  type: "start_job";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: StartJobData;
}
/** Field `data` of `start_job`. */
export interface StartJobData {
  /** Name of the job. */
  job?: string;
  /** Definition in place of a name, for a `dry_run` or an administrator. */
  definition?: JobDefinition;
  /** Values of the job's inputs, by name. */
  inputs?: {
    [k: string]: string;
  };
  /** Whether the answer is `run_plan`, and no run. Default: false. */
  dry_run?: boolean;
  /** Text of the client: a second start with it within 24 h answers the first run. */
  idempotency_key?: string;
}
/** Definition of a job: the content of a file in `JOBS_DIR`. */
export interface JobDefinition {
  /** Name of the job. */
  name: string;
  /** Text for people. */
  description?: string;
  lease?: {
    /**
     * Servers that nobody else uses during a run; an asterisk means all servers. Default: those
     * of the steps. @minItems 1
     */
    servers?: string[];
    /** Maximum time to wait for the servers, in seconds. Default: 600. */
    wait_seconds?: number;
    /** Text for others. `{{inputs.name}}` and `{{today}}` are replaced. */
    reason?: string;
  };
  /** Check of the servers before a run asks for them. Default: none. */
  gate?: {
    /** Layer that every server must reach before the servers are asked for. Default: "login". */
    layer?: "banner" | "kex" | "login";
    /** Maximum age of that result, in seconds. Default: 60. */
    max_age_seconds?: number;
    /** Maximum time to wait for it, in seconds. Default: 120. */
    wait_seconds?: number;
  };
  /** Values that a start gives. They reach commands as variables alone. */
  inputs?: {
    [k: string]: {
      description?: string;
      /** Regular expression that the whole value must match. */
      pattern?: string;
      /** Value that a start can leave out. `{{today}}` is replaced. */
      default?: string;
    };
  };
  /** Times at which the service starts the job by itself. */
  schedule?: {
    /** Minute, hour, day of the month, month, day of the week. */
    cron: string;
    /** IANA time zone of the fields. Default: "UTC". */
    time_zone?: string;
    /**
     * Runs for the times at which the service was down: none, one, or all, at most 10. Default:
     * "skip".
     */
    missed?: "skip" | "once" | "all";
    /**
     * Course while a run of the job is unfinished: `skip` the time, or `wait` for the servers.
     * Default: "skip".
     */
    overlap?: "skip" | "wait";
  };
  /** @minItems 1 */
  steps: JobStep[];
}
/** Step that runs a command. Its stop phrase completes it, or without one a good exit code. */
export interface JobCommandStep {
  /** Name for people. */
  name: string;
  command: {
    /** Name of a configured server. */
    server: string;
    /** Command line for the user's login shell: 1 to 65,536 bytes of UTF-8, no NUL. */
    run: string;
    /** Environment variables. `{{inputs.name}}` and `{{today}}` in a value are replaced. */
    env?: {
      [k: string]: string;
    };
    /** Columns of the terminal. Default: 80. */
    cols?: number;
    /** Rows of the terminal. Default: 24. */
    rows?: number;
  };
  /** Text in the output that ends the command. */
  stop_phrase?: string;
  /** Time between the stop phrase and the hang-up, in seconds. Default: 2. */
  stop_grace_seconds?: number;
  /** Exit codes of a command that did its work. */
  success?: {
    /** @minItems 1 */
    exit_codes: number[];
  };
  /** Maximum duration of a try, in seconds. */
  timeout_seconds?: number;
  /** Maximum time without output, in seconds. */
  idle_timeout_seconds?: number;
  retry?: {
    /** Maximum number of tries, the first one included. */
    attempts: number;
    /** Time before the second try, in seconds; doubled before each further one. Default: 10. */
    backoff_seconds?: number;
  };
  /**
   * Course when nobody knows how a command ended: `ask` an operator, `fail` the step, or `retry`
   * it, which needs `idempotent`. Default: "ask".
   */
  on_unknown?: "ask" | "fail" | "retry";
  /** Whether the command does no harm when it runs twice. Default: false. */
  idempotent?: boolean;
}
/** Step that copies files from server to server. */
export interface JobTransferStep {
  name: string;
  transfer: {
    /** Name of a configured transfer. */
    name: string;
  };
  /** Maximum duration of a try, in seconds. */
  timeout_seconds?: number;
  retry?: {
    /** Maximum number of tries, the first one included. */
    attempts: number;
    /** Time before the second try, in seconds; doubled before each further one. Default: 10. */
    backoff_seconds?: number;
  };
}
/** Step that waits for the decision of a person. */
export interface JobApprovalStep {
  name: string;
  approval: {
    /** Role that decides. Default: "operator". */
    role?: "operator" | "admin";
    /** Text for the person. `{{inputs.name}}` and `{{today}}` are replaced. */
    reason?: string;
    /** Time for the decision, in seconds. Default: 86400. */
    timeout_seconds?: number;
    /** Decision when nobody has decided in time. Default: "reject". */
    on_timeout?: "approve" | "reject";
  };
}
/**
 * Watches a run until it ends: its state, its steps, their output from the beginning or from
 * `offsets` on, and the progress of its transfers. `cancel` ends the watching alone.
 */
export interface WatchRun {
  type: "watch_run";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: WatchRunData;
}
/** Field `data` of `watch_run`. */
export interface WatchRunData {
  /** `run_id` of the run. */
  run_id: string;
  /** Numbers of bytes of output that the client has, by `attempt_id`. */
  offsets?: {
    [k: string]: number;
  };
}
/** Cancels a run. A command that runs is stopped first. */
export interface CancelRun {
  type: "cancel_run";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: CancelRunData;
}
/** Field `data` of `cancel_run`. */
export interface CancelRunData {
  /** `run_id` of the run. */
  run_id: string;
}
/**
 * Repeats a run that has ended, with its definition and its inputs, as a new run. The steps
 * before `from_step` are skipped.
 */
export interface RetryRun {
  type: "retry_run";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: RetryRunData;
}
/** Field `data` of `retry_run`. */
export interface RetryRunData {
  /** `run_id` of the run. */
  run_id: string;
  /** Number of the first step to repeat. Default: that which did not succeed. */
  from_step?: string;
}
/** Decides about a step that waits for a person. */
export interface DecideStep {
  type: "decide_step";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: DecideStepData;
}
/** Field `data` of `decide_step`. */
export interface DecideStepData {
  /** `run_id` of the run. */
  run_id: string;
  /** Number of the step, from 1. */
  path: string;
  /** `approve` or `reject` for an approval; the others for a command with an unknown end. */
  decision: "approve" | "reject" | "succeeded" | "failed" | "retry";
  comment?: string;
}
/** Requests the owner of the lock. */
export interface GetLockStatus {
  type: "get_lock_status";
  data?: unknown;
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
}
/** First event of every connection: its id and the state of the service. */
export interface Welcome {
  type: "welcome";
  connection_id: string;
  lock_status: {
    locked: boolean;
    lock_owner: string | null;
  };
  session_status: {
    active: boolean;
    owner: string | null;
    leases: ActiveLease[];
  };
  /** Owner of the oldest session, else of the lock. */
  owner: Owner;
  server_health: {
    [k: string]: ServerHealthStatus;
  };
  protocol_version: 1;
  /** Secret with which another connection can resume this one. */
  resume_token: string;
  /** Identity of the client, and its role. */
  user: User;
  service: {
    /** Version of the service. */
    version: string;
    /** Whether, outside the sessions, one operation runs for all clients. */
    command_lock: boolean;
    /** Time for which a client that is away can resume, in seconds; 0 = not at all. */
    resume_seconds: number;
    /** Time after which a session that runs nothing is released, in seconds; 0 = never. */
    session_idle_seconds: number;
  };
}
/** Session that is active: exclusive use of a set of servers. */
export interface ActiveLease {
  /** Number of the lease: those of later asks are greater. */
  lease_id: number;
  /** Owner of the session: a client, or a run of the kind `job`. */
  owner: {
    /** `connection_id` of the client; id of a run. */
    id: string;
    /** Name that the client set by `hello`, or null. */
    name: string | null;
    /** `session`, `job` for a run, or the kind of the operation that has the lock. */
    kind: "session" | "job" | "command" | "terminal" | "transfer";
    /** Server of the operation; null for a session. */
    server_name: string | null;
    /** Id of the operation that runs; null for a session that runs none. */
    operation_id: string | null;
    since: string;
    /** End of the time to resume, in UTC; null while the client is connected. */
    away_until: string | null;
  };
  /** Names of the servers; one asterisk means all servers. @minItems 1 */
  servers: string[];
  /** Reason of the owner; null without one. */
  reason: string | null;
  /** Number of asks that wait for one of its servers. */
  waiting: number;
}
/** Health of a server. */
export interface ServerHealthStatus {
  server_name: string;
  host: string;
  port: number;
  /** Verdict; false before the first one. */
  is_healthy: boolean;
  /** Time of the last probe, in UTC; null before the first verdict. */
  last_checked: string | null;
  consecutive_failures: number;
  consecutive_successes: number;
  latency_ms: number | null;
  last_error: string | null;
}
/** Identity of a client, in events and HTTP answers. */
export interface User {
  /** Name of the token; null without authentication. */
  name: string | null;
  role: Role;
}
/** Step of an operation, such as connecting. */
export interface Status {
  type: "status";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: string;
}
/** Piece of an operation's output. `seq` counts 1, 2, 3 … within the operation. */
export interface Output {
  type: "output";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  data: string;
  seq: number;
}
/**
 * Number of bytes left out before the next output. In a terminal, they have already scrolled off
 * the screen. A watcher was too late or too slow for them: it resets its terminal.
 */
export interface Gap {
  type: "gap";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  /** Length of the text left out, in bytes of UTF-8. */
  bytes: number;
}
/** Progress of a transfer, at most 10 events a second. */
export interface TransferProgress {
  type: "transfer_progress";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  transfer_name: string;
  /** Bytes written to the target. */
  bytes: number;
  /** Bytes of the whole transfer. */
  total_bytes: number;
  /** Path of the file written last, relative to the target folder. */
  file: string;
  /** Bytes of that file written to the target. */
  file_bytes: number;
  /** Files that are complete at the target. */
  files_done: number;
  files_total: number;
  /** Average rate of the last 3 s. */
  bytes_per_second: number;
  /** In a `watch_run`: the run. */
  run_id?: string;
  /** In a `watch_run`: the step. */
  path?: string;
}
/** Watched operation: sent at the start of a watching, and after each resize of its terminal. */
export interface Watching {
  type: "watching";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  operation_id: string;
  kind: "command" | "terminal" | "transfer";
  /** Server of the operation; null for a transfer. */
  server_name: string | null;
  /** Columns of its terminal; null without a running terminal. */
  cols: number | null;
  /** Rows of its terminal; null without a running terminal. */
  rows: number | null;
}
/** Successful ending of a command. */
export interface CommandComplete {
  type: "complete";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: string;
  server_name: string;
  command: string;
  reason: "stop_phrase" | "exited";
  /** Exit code; null when a signal or the hang-up ended the command. */
  exit_code: number | null;
  /** Name of the signal that ended the process, for example KILL (RFC 4254, 6.10). */
  signal: string | null;
  duration_ms: number;
}
/** Successful ending of a terminal: its login shell has exited. */
export interface TerminalComplete {
  type: "complete";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: "Terminal closed";
  server_name: string;
  command: null;
  reason: "exited";
  /** Exit code of the login shell; null when a signal ended it. */
  exit_code: number | null;
  /** Name of the signal that ended the process, for example KILL (RFC 4254, 6.10). */
  signal: string | null;
  duration_ms: number;
}
/** Successful ending of a transfer. */
export interface TransferComplete {
  type: "complete";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: "SCP transfer completed successfully";
  transfer_name: string;
  /** Number of copied files. */
  files: number;
  bytes: number;
  duration_ms: number;
  /** Protocol of the copy: SFTP, shell commands on servers without SFTP, or one of each. */
  mode: "sftp" | "exec" | "mixed";
}
/** Ending of a probe, also when a layer failed: `ok` of that layer is false. */
export interface ProbeComplete {
  type: "complete";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: "Probe completed";
  server_name: string;
  layers: {
    /** TCP connection; like each layer, null when it was not reached. */
    tcp: ProbedLayer | null;
    /** Identification line of the SSH server. */
    banner: ProbedLayer | null;
    /** Key exchange, with the check of the host key. */
    kex: ProbedLayer | null;
    /** Login, without a command. */
    login: ProbedLayer | null;
  };
}
/** Result of one layer of a connection. */
export interface ProbedLayer {
  ok: boolean;
  /** Duration of this layer alone; null when it failed. */
  latency_ms: number | null;
  /** Code of the failure; null without one. */
  error_code: ErrorCode | null;
  /** Reason of the failure; of a good key exchange, what is known of the host key. */
  detail: string | null;
}
/** Ending of a watching: the watched operation has ended, and its output was sent. */
export interface WatchComplete {
  type: "complete";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: "Watched operation ended";
  operation_id: string;
  ending: OperationEnding;
  /** Exit code of the watched command; null without one. */
  exit_code: number | null;
}
/**
 * Ending of a `watch_run`: the run has succeeded, or was cancelled. A run that failed ends the
 * watching with `error`.
 */
export interface RunComplete {
  type: "complete";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: string;
  run_id: string;
  state: "succeeded" | "cancelled";
  duration_ms: number;
}
/** Ending of an operation that `cancel`, `end_session` or a shutdown stopped. */
export interface CancelledEvent {
  type: "cancelled";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: string;
}
/** Failed ending of an operation, or the refusal of a message. */
export interface ErrorEvent {
  type: "error";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  /** Fixed text of the code. */
  message: string;
  detail?: string;
  error_code: ErrorCode;
  session_owner?: string;
  lock_owner?: string;
  exit_code?: number;
  /** Run that failed, of a `watch_run`. */
  run_id?: string;
  /** Step that failed, of a `watch_run`. */
  path?: string;
  /** Of a refused `resume`: the `seq` from which it works. What was before is lost. */
  kept_seq?: number;
}
/** Answer to `resume`, before the missed events. */
export interface Resumed {
  type: "resumed";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  /** Id of the resumed connection, from now on also of this one. */
  connection_id: string;
  /** Number of the last output before the missed events. */
  seq: number;
  /** Token of the resumed connection, which stays valid. */
  resume_token: string;
  /**
   * Running operation of the connection, or its last one when the ending is among the missed
   * events; null without either. Of a watching: the watched operation.
   */
  operation: {
    operation_id: string;
    kind: "command" | "terminal" | "transfer";
    /** Server of the operation; null for a transfer. */
    server_name: string | null;
    /** `request_id` of the message; null without one. */
    request_id: string | null;
  } | null;
  /** Secret of the session that the connection owns; null when it owns none. */
  session_token: string | null;
}
/** Answer to `hello`, with the state at the time at which it is sent. */
export interface HelloEvent {
  type: "hello";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  /** Name of the client, or of its token; null without one. */
  name: string | null;
  connection_id: string;
  /**
   * Running operations that the client may see, newest first; null unless it follows
   * `operations`.
   */
  running: ListedOperation[] | null;
}
/** Record of an operation in the history. */
export interface Operation {
  /** UUID of version 7, sorted by the time of acceptance. */
  operation_id: string;
  kind: OperationKind;
  connection_id: string;
  /** Address of the client: `address:port`, or the address alone behind a trusted proxy. */
  peer_address: string;
  /** Name of the token, or of `hello` before the start; null without one. */
  name: string | null;
  server_name: string | null;
  transfer_name: string | null;
  /** Command line; in a list its first 1,000 characters. */
  command: string | null;
  started_at: string;
  /** null while it runs, and when it was interrupted. */
  ended_at: string | null;
  /** null while it runs. */
  ending: OperationEnding | null;
  exit_code: number | null;
  error_code: number | null;
  /** Bytes of output, or of the transferred files. */
  bytes: number;
  /** Number of transferred files; null for commands and terminals. */
  files: number | null;
  duration_ms: number | null;
  /** Bytes of output that are kept; 0 = none. */
  output_bytes: number;
}
/**
 * Place in the queue of a `start_session` that waits, sent at each change. `cancel` leaves the
 * queue.
 */
export interface SessionQueued {
  type: "session_queued";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  /** Number of the lease: those of later asks are greater. */
  lease_id: number;
  /** Number of the place: 1, and one more for each earlier ask that shares a server. */
  position: number;
  /**
   * First 10 sessions, operations and earlier asks in the way that the client may see: those that
   * hold the servers come first.
   */
  blocked_by: {
    /** Number of the session or of the earlier ask; null for an operation. */
    lease_id: number | null;
    owner: {
      /** `connection_id` of the client; id of a run. */
      id: string;
      /** Name that the client set by `hello`, or null. */
      name: string | null;
      /** `session`, `job` for a run, or the kind of the operation that has the lock. */
      kind: "session" | "job" | "command" | "terminal" | "transfer";
      /** Server of the operation; null for a session. */
      server_name: string | null;
      /** Id of the operation that runs; null for a session that runs none. */
      operation_id: string | null;
      since: string;
      /** End of the time to resume, in UTC; null while the client is connected. */
      away_until: string | null;
    };
    /** Names of the servers; one asterisk means all servers. @minItems 1 */
    servers: string[];
  }[];
}
/** Answer to `start_session`: the servers are the client's. */
export interface SessionStarted {
  type: "session_started";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: "Session started successfully";
  session_owner: string;
  /** Secret with which others join the session. */
  session_token: string;
  /** Number of the lease: those of later asks are greater. */
  lease_id: number;
  /** Number of the grant, greater than those of all earlier grants. */
  fence: number;
  /** Names of the servers; one asterisk means all servers. @minItems 1 */
  servers: string[];
}
/** Question of another client to the owner of a session to end it. */
export interface SessionAsked {
  type: "session_asked";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  /** Number of the lease: those of later asks are greater. */
  lease_id: number;
  /** Client that asks. */
  by: {
    /** `connection_id` of the client; id of a run. */
    id: string;
    /** Name that the client set by `hello`, or null. */
    name: string | null;
  };
  /** Text of the client; null without one. */
  message: string | null;
  /** Number of asks that wait for one of the servers. */
  waiting: number;
}
/** Answer to `join_session`. */
export interface SessionJoined {
  type: "session_joined";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message: "Session joined successfully";
  session_owner: string;
}
/**
 * Answer to `end_session`. Also tells the members that the session is over, and the owner that an
 * administrator has ended it, with `reason` and `by`.
 */
export interface SessionEnded {
  type: "session_ended";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  message:
    | "Session ended successfully"
    | "Session left successfully"
    | "Session ended by its owner"
    | "Session ended with its owner's connection"
    | "Session ended by an administrator"
    | "Session expired";
  /** Reason of the administrator. */
  reason?: string;
  /** Name of the administrator's token; null without authentication. */
  by?: string | null;
}
/**
 * Sessions, and the owner of the oldest one, sent to all clients on change. Clients that follow
 * `operations` also get it when an operation starts or ends in a session.
 */
export interface SessionStatus {
  type: "session_status";
  session_active: boolean;
  session_owner: string | null;
  /** Owner of the oldest session. */
  owner: Owner;
  /** Sessions on servers that the client may see, the oldest first. */
  leases: ActiveLease[];
  /** Text for people; programs read the other fields. */
  message: string;
  /** Reason of the administrator who has ended the session. */
  reason?: string;
}
/** Owner of the lock: sent to all clients on change, and as the answer to `get_lock_status`. */
export interface LockStatus {
  type: "lock_status";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  locked: boolean;
  lock_owner: string | null;
  /** Owner of the lock. */
  owner: Owner;
  /** Text for people; programs read the other fields. */
  message: string;
}
/**
 * Change of a server's verdict; the first verdict is a change. Clients that follow `health` get
 * one after every check.
 */
export interface ServerHealth {
  type: "server_health";
  server_name: string;
  is_healthy: boolean;
  status: ServerHealthStatus;
}
/**
 * Start of an operation, sent before its first event to the clients that follow `operations` and
 * may see it.
 */
export interface OperationStarted {
  type: "operation_started";
  operation: ListedOperation;
}
/**
 * End of an operation, sent after its ending to the clients that follow `operations` and may see
 * it.
 */
export interface OperationEnded {
  type: "operation_ended";
  operation: ListedOperation;
}
/**
 * Answer to `start_job`, `retry_run` and an `ssh_command` with `detach`: the run is stored, and
 * goes on by itself.
 */
export interface RunStarted {
  type: "run_started";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  run_id: string;
  job: string;
}
/** Answer to a `start_job` with `dry_run`: what a run would do. Nothing is started. */
export interface RunPlan {
  type: "run_plan";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  job: string;
  inputs: {
    [k: string]: string;
  };
  /** Value of `{{today}}`. */
  today: string;
  /** Servers of the run; one asterisk means all servers. */
  servers: string[];
  steps: {
    path: string;
    name: string;
    kind: "command" | "transfer" | "approval";
    /** Server or transfer of the step; null for an approval. */
    subject: string | null;
    /** Median duration in the last 20 runs, in milliseconds; null without one. */
    median_ms: number | null;
  }[];
  /**
   * Servers that the run could not use now: those that do not pass the gate, that keep no
   * commands, or to which a transfer cannot copy.
   */
  faults: ServerFault[];
  /** Place that the run would wait at; null when it would have its servers at once. */
  position: number | null;
  /** First 10 sessions, operations and earlier asks in the way that the client sees. */
  blocked_by: {
    /** Number of the session or of the earlier ask; null for an operation. */
    lease_id: number | null;
    owner: {
      /** `connection_id` of the client; id of a run. */
      id: string;
      /** Name that the client set by `hello`, or null. */
      name: string | null;
      /** `session`, `job` for a run, or the kind of the operation that has the lock. */
      kind: "session" | "job" | "command" | "terminal" | "transfer";
      /** Server of the operation; null for a session. */
      server_name: string | null;
      /** Id of the operation that runs; null for a session that runs none. */
      operation_id: string | null;
      since: string;
      /** End of the time to resume, in UTC; null while the client is connected. */
      away_until: string | null;
    };
    /** Names of the servers; one asterisk means all servers. @minItems 1 */
    servers: string[];
  }[];
}
/** Failure of a server. */
export interface ServerFault {
  server_name: string;
  /** Code of the failure. */
  error_code: number;
  detail: string;
}
/**
 * State of a run: sent to everyone who sees its servers on change, at the start of a watching,
 * and as the answer to `cancel_run`.
 */
export interface RunStatus {
  type: "run_status";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  /** UUID of version 7, sorted by the time of the start. */
  run_id: string;
  /** Name of the job. */
  job: string;
  /** SHA-256 of the definition that the run keeps. */
  hash: string;
  state: RunState;
  /** Time of the last change of the state. */
  state_at: string;
  /** `command`: a command that is detached. */
  trigger: "manual" | "schedule" | "retry" | "command";
  /** Name of the token; null without authentication and for schedules. */
  triggered_by: string | null;
  inputs: {
    [k: string]: string;
  };
  /** Value of `{{today}}`. */
  today: string;
  /** Servers that nobody else uses during the run; one asterisk means all servers. */
  servers: string[];
  /** Run that this one repeats. */
  retry_of: string | null;
  /** Path of the first step that is repeated. */
  from_step: string | null;
  /** Lease on the servers; null while the run has none. */
  lease_id: number | null;
  /** Number of the last grant of the lease. */
  fence: number | null;
  created_at: string;
  /** Time at which the run got its servers. */
  started_at: string | null;
  ended_at: string | null;
  /** Code of the failure; null without one. */
  error_code: number | null;
  /** Reason of the failure; null without one. */
  error_detail: string | null;
  /** While it waits for servers: its place among those that wait for them. */
  position?: number;
  /** While it waits for servers: what is in the way that the client sees. */
  blocked_by?: {
    /** Number of the session or of the earlier ask; null for an operation. */
    lease_id: number | null;
    owner: {
      /** `connection_id` of the client; id of a run. */
      id: string;
      /** Name that the client set by `hello`, or null. */
      name: string | null;
      /** `session`, `job` for a run, or the kind of the operation that has the lock. */
      kind: "session" | "job" | "command" | "terminal" | "transfer";
      /** Server of the operation; null for a session. */
      server_name: string | null;
      /** Id of the operation that runs; null for a session that runs none. */
      operation_id: string | null;
      since: string;
      /** End of the time to resume, in UTC; null while the client is connected. */
      away_until: string | null;
    };
    /** Names of the servers; one asterisk means all servers. @minItems 1 */
    servers: string[];
  }[];
  /** While it is gating: the servers that do not pass. */
  gate?: ServerFault[];
}
/**
 * State of a step: sent to everyone who sees the run on change, at the start of a watching, and
 * as the answer to `decide_step`.
 */
export interface StepStatus {
  type: "step_status";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  run_id: string;
  /** Number of the step, from 1. */
  path: string;
  name: string;
  kind: "command" | "transfer" | "approval";
  state: StepState;
  /** Number of tries so far. */
  try: number;
  /** Time of the next try, or end of the time to decide. */
  not_before: string | null;
  started_at: string | null;
  ended_at: string | null;
  exit_code: number | null;
  signal: string | null;
  /** Code of the failure; null without one. */
  error_code: number | null;
  /** Reason of the failure, or what is missing of the output; null without one. */
  error_detail: string | null;
  /** Number of copied files; null for other steps. */
  files: number | null;
  /** Bytes of the copied files; null for other steps. */
  bytes: number | null;
  /** Id of the last attempt, whose output is kept. */
  attempt_id: string | null;
}
/** Output of a step, for a `watch_run`. */
export interface RunOutput {
  type: "run_output";
  /** Id that every event repeats which the message causes for its sender. */
  request_id?: string;
  run_id: string;
  path: string;
  attempt_id: string;
  /**
   * Bytes of output before `data`, as the server printed them. After a larger step than `data`,
   * the bytes between were left out (`JOB_OUTPUT_MIB`).
   */
  offset: number;
  /** Bytes of output with `data`: an offset to go on from. */
  end: number;
  /** Text, decoded as the server writes it. */
  data: string;
}
/** Answers of the HTTP API to GET, by path. */
export interface HttpAnswers {
  "/healthz": Alive;
  "/readyz": Ready;
  "/api/v1/servers": ServerList;
  "/api/v1/servers/{name}/health": ServerHealthHistory;
  "/api/v1/operations": OperationList;
  "/api/v1/operations/{id}": Operation;
  "/api/v1/operations/{id}/output": string;
  "/api/v1/session": SessionState;
  "/api/v1/audit": AuditList;
  "/api/v1/transfers": TransferList;
  "/api/v1/errors": ErrorCatalogue;
  "/api/v1/jobs": JobList;
  "/api/v1/jobs/{name}": Job;
  "/api/v1/runs": RunList;
  "/api/v1/runs/{id}": Run;
  "/api/v1/runs/{id}/steps/{path}/output": string;
}
/** Answer of `/healthz`. */
export interface Alive {
  status: "ok";
}
/** Answer of `/readyz`. */
export interface Ready {
  status: "ready";
}
/** List of the configured servers. */
export interface ServerList {
  items: Server[];
  /** Cursor of the next page; null on the last page. */
  next_cursor: string | null;
}
/** Configured server, without its credentials. */
export interface Server {
  name: string;
  /** Text for people that tells servers apart: `<NAME>_LABEL`; null without one. */
  label: string | null;
  host: string;
  port: number;
  health: ServerHealthStatus;
}
/** Health of a server, with its probes and changes of verdict. */
export interface ServerHealthHistory {
  server_name: string;
  status: ServerHealthStatus;
  /** Newest first; empty with `points`. */
  samples: HealthSample[];
  /** Newest first; with `points`, at most 500 of the last 24 hours. */
  transitions: HealthTransition[];
  /** With `points` alone: the intervals of the last 24 hours, oldest first. */
  points?: HealthPoint[];
}
/** Health probe. */
export interface HealthSample {
  checked_at: string;
  ok: boolean;
  latency_ms: number | null;
  error: string | null;
}
/** Change of a server's verdict. */
export interface HealthTransition {
  changed_at: string;
  is_healthy: boolean;
  error: string | null;
}
/** Health probes of one interval of the last 24 hours. */
export interface HealthPoint {
  /** Start of the interval, which ends with the next one or with the present. */
  from: string;
  checks: number;
  failures: number;
  /** Median of the successful probes; null without one. */
  latency_ms: number | null;
}
/** Page of operations. */
export interface OperationList {
  items: Operation[];
  /** Cursor of the next page; null on the last page. */
  next_cursor: string | null;
}
/** Sessions and lock with their owners, and the latest sessions and locks. */
export interface SessionState {
  session: {
    active: boolean;
    /** Id of the client's connection. */
    owner: string | null;
    /** Whether the owner's connection was lost and can be resumed. */
    away: boolean;
  };
  lock: {
    locked: boolean;
    /** Id of the client's connection. */
    lock_owner: string | null;
    /** Whether the owner's connection was lost and can be resumed. */
    away: boolean;
  };
  /** Owner of the oldest session, else of the lock. */
  owner: Owner;
  /** Sessions on servers that the token sees, oldest first. */
  leases: ActiveLease[];
  /** Sessions, locks and leases of runs, newest first. */
  recent: Lease[];
}
/** Record of a session, a lock or the lease of a run in the history. */
export interface Lease {
  id: number;
  /** `job`: the lease of a run. */
  kind: "session" | "lock" | "job";
  /** Id of the client's connection, or of the run. */
  connection_id: string;
  /** Address of the client; empty for a run. */
  peer_address: string;
  started_at: string;
  /** null while it lasts, and when it was interrupted. */
  ended_at: string | null;
  ended_by: ("released" | "expired" | "disconnected" | "taken_over" | "interrupted") | null;
}
/** Page of the audit trail. */
export interface AuditList {
  items: Audit[];
  /** Cursor of the next page; null on the last page. */
  next_cursor: string | null;
}
/** Row of the audit trail. */
export interface Audit {
  id: number;
  at: string;
  action: AuditAction;
  /** Name of the token; null without authentication. */
  name: string | null;
  /** Address of the client: `address:port`. */
  address: string | null;
  connection_id: string | null;
  operation_id: string | null;
  /** Server, transfer, job, token or owner of a session that the row is about. */
  subject: string | null;
  /** Ending of an operation or session, or an error code. */
  outcome: string | null;
  /** Command, kind of another operation, exit code, error code, or reason. */
  detail: string | null;
  /** SHA-256 of the fields before it and of the hash of the row before. */
  hash: string;
}
/** List of the configured transfers. */
export interface TransferList {
  items: Transfer[];
  /** Cursor of the next page; null on the last page. */
  next_cursor: string | null;
}
/** Configured transfer from one server to another. */
export interface Transfer {
  name: string;
  from: {
    server: string;
    path: string;
  };
  to: {
    server: string;
    path: string;
  };
}
/** List of all errors of the service. */
export interface ErrorCatalogue {
  items: CatalogueEntry[];
  /** Cursor of the next page; null on the last page. */
  next_cursor: string | null;
}
/** Error in the catalogue. */
export interface CatalogueEntry {
  code: ErrorCode;
  /** Name of the error in the code and the log. */
  kind: string;
  /** Fixed text of the code. */
  message: string;
  /** HTTP status of the error. */
  status: number;
  /** Failure that the error reports. */
  meaning: CatalogueText;
  /** Next step of the operator. */
  action: CatalogueText;
}
/** Text for operators, in both languages of the catalogue: whole sentences. */
export interface CatalogueText {
  en: string;
  ko: string;
}
/** List of the jobs. */
export interface JobList {
  items: ListedJob[];
  /** Cursor of the next page; null on the last page. */
  next_cursor: string | null;
}
/** Job in a list: without its definition. */
export interface ListedJob {
  /** Name of the job; that of the file when the file defines none. */
  name: string;
  /** Name of the file, `built-in`, or `api` for a job sent over HTTP. */
  source: string;
  /** Faults of the file, with their lines; null without one. The last good version stays. */
  error: string | null;
  /** SHA-256 of the definition; null without one. */
  hash: string | null;
  /** Text for people; null without one. */
  description: string | null;
  /**
   * Servers of a run; one asterisk means all servers. null while the job names what is not
   * configured.
   */
  servers: string[] | null;
  /** Five fields of the schedule; null without one. */
  cron: string | null;
  /** Time zone of the fields; null without a schedule. */
  time_zone: string | null;
  /** Time of the next scheduled run; null without one. */
  next_fire_at: string | null;
  /** Newest run; null without one. */
  last_run: ListedRun | null;
  /** Time of the last change; null without a definition. */
  updated_at: string | null;
  /** Name of the token that changed it; null for a file and without authentication. */
  updated_by: string | null;
}
/** Run in a list: without its steps. */
export interface ListedRun {
  /** UUID of version 7, sorted by the time of the start. */
  run_id: string;
  /** Name of the job. */
  job: string;
  /** SHA-256 of the definition that the run keeps. */
  hash: string;
  state: RunState;
  /** Time of the last change of the state. */
  state_at: string;
  /** `command`: a command that is detached. */
  trigger: "manual" | "schedule" | "retry" | "command";
  /** Name of the token; null without authentication and for schedules. */
  triggered_by: string | null;
  inputs: {
    [k: string]: string;
  };
  /** Value of `{{today}}`. */
  today: string;
  /** Servers that nobody else uses during the run; one asterisk means all servers. */
  servers: string[];
  /** Run that this one repeats. */
  retry_of: string | null;
  /** Path of the first step that is repeated. */
  from_step: string | null;
  /** Lease on the servers; null while the run has none. */
  lease_id: number | null;
  /** Number of the last grant of the lease. */
  fence: number | null;
  created_at: string;
  /** Time at which the run got its servers. */
  started_at: string | null;
  ended_at: string | null;
  /** Code of the failure; null without one. */
  error_code: number | null;
  /** Reason of the failure; null without one. */
  error_detail: string | null;
}
/** Job with its definition. */
export interface Job {
  /** Name of the job; that of the file when the file defines none. */
  name: string;
  /** Name of the file, `built-in`, or `api` for a job sent over HTTP. */
  source: string;
  /** Faults of the file, with their lines; null without one. The last good version stays. */
  error: string | null;
  /** SHA-256 of the definition; null without one. */
  hash: string | null;
  /** Text for people; null without one. */
  description: string | null;
  /**
   * Servers of a run; one asterisk means all servers. null while the job names what is not
   * configured.
   */
  servers: string[] | null;
  /** Five fields of the schedule; null without one. */
  cron: string | null;
  /** Time zone of the fields; null without a schedule. */
  time_zone: string | null;
  /** Time of the next scheduled run; null without one. */
  next_fire_at: string | null;
  /** Newest run; null without one. */
  last_run: ListedRun | null;
  /** Time of the last change; null without a definition. */
  updated_at: string | null;
  /** Name of the token that changed it; null for a file and without authentication. */
  updated_by: string | null;
  definition: JobDefinition;
}
/** Page of runs. */
export interface RunList {
  items: WaitingRun[];
  /** Cursor of the next page; null on the last page. */
  next_cursor: string | null;
}
/** Run in a list, with the cause of its wait. */
export interface WaitingRun {
  /** UUID of version 7, sorted by the time of the start. */
  run_id: string;
  /** Name of the job. */
  job: string;
  /** SHA-256 of the definition that the run keeps. */
  hash: string;
  state: RunState;
  /** Time of the last change of the state. */
  state_at: string;
  /** `command`: a command that is detached. */
  trigger: "manual" | "schedule" | "retry" | "command";
  /** Name of the token; null without authentication and for schedules. */
  triggered_by: string | null;
  inputs: {
    [k: string]: string;
  };
  /** Value of `{{today}}`. */
  today: string;
  /** Servers that nobody else uses during the run; one asterisk means all servers. */
  servers: string[];
  /** Run that this one repeats. */
  retry_of: string | null;
  /** Path of the first step that is repeated. */
  from_step: string | null;
  /** Lease on the servers; null while the run has none. */
  lease_id: number | null;
  /** Number of the last grant of the lease. */
  fence: number | null;
  created_at: string;
  /** Time at which the run got its servers. */
  started_at: string | null;
  ended_at: string | null;
  /** Code of the failure; null without one. */
  error_code: number | null;
  /** Reason of the failure; null without one. */
  error_detail: string | null;
  /** While it waits for servers: its place among those that wait for them. */
  position?: number;
  /** While it waits for servers: what is in the way that the client sees. */
  blocked_by?: {
    /** Number of the session or of the earlier ask; null for an operation. */
    lease_id: number | null;
    owner: {
      /** `connection_id` of the client; id of a run. */
      id: string;
      /** Name that the client set by `hello`, or null. */
      name: string | null;
      /** `session`, `job` for a run, or the kind of the operation that has the lock. */
      kind: "session" | "job" | "command" | "terminal" | "transfer";
      /** Server of the operation; null for a session. */
      server_name: string | null;
      /** Id of the operation that runs; null for a session that runs none. */
      operation_id: string | null;
      since: string;
      /** End of the time to resume, in UTC; null while the client is connected. */
      away_until: string | null;
    };
    /** Names of the servers; one asterisk means all servers. @minItems 1 */
    servers: string[];
  }[];
  /** While it is gating: the servers that do not pass. */
  gate?: ServerFault[];
}
/** Run of a job. */
export interface Run {
  /** UUID of version 7, sorted by the time of the start. */
  run_id: string;
  /** Name of the job. */
  job: string;
  /** SHA-256 of the definition that the run keeps. */
  hash: string;
  state: RunState;
  /** Time of the last change of the state. */
  state_at: string;
  /** `command`: a command that is detached. */
  trigger: "manual" | "schedule" | "retry" | "command";
  /** Name of the token; null without authentication and for schedules. */
  triggered_by: string | null;
  inputs: {
    [k: string]: string;
  };
  /** Value of `{{today}}`. */
  today: string;
  /** Servers that nobody else uses during the run; one asterisk means all servers. */
  servers: string[];
  /** Run that this one repeats. */
  retry_of: string | null;
  /** Path of the first step that is repeated. */
  from_step: string | null;
  /** Lease on the servers; null while the run has none. */
  lease_id: number | null;
  /** Number of the last grant of the lease. */
  fence: number | null;
  created_at: string;
  /** Time at which the run got its servers. */
  started_at: string | null;
  ended_at: string | null;
  /** Code of the failure; null without one. */
  error_code: number | null;
  /** Reason of the failure; null without one. */
  error_detail: string | null;
  /** While it waits for servers: its place among those that wait for them. */
  position?: number;
  /** While it waits for servers: what is in the way that the client sees. */
  blocked_by?: {
    /** Number of the session or of the earlier ask; null for an operation. */
    lease_id: number | null;
    owner: {
      /** `connection_id` of the client; id of a run. */
      id: string;
      /** Name that the client set by `hello`, or null. */
      name: string | null;
      /** `session`, `job` for a run, or the kind of the operation that has the lock. */
      kind: "session" | "job" | "command" | "terminal" | "transfer";
      /** Server of the operation; null for a session. */
      server_name: string | null;
      /** Id of the operation that runs; null for a session that runs none. */
      operation_id: string | null;
      since: string;
      /** End of the time to resume, in UTC; null while the client is connected. */
      away_until: string | null;
    };
    /** Names of the servers; one asterisk means all servers. @minItems 1 */
    servers: string[];
  }[];
  /** While it is gating: the servers that do not pass. */
  gate?: ServerFault[];
  steps: StepRun[];
}
/** Step of a run. */
export interface StepRun {
  /** Number of the step, from 1. */
  path: string;
  name: string;
  kind: "command" | "transfer" | "approval";
  state: StepState;
  /** Number of tries so far. */
  try: number;
  /** Time of the next try, or end of the time to decide. */
  not_before: string | null;
  started_at: string | null;
  ended_at: string | null;
  exit_code: number | null;
  signal: string | null;
  /** Code of the failure; null without one. */
  error_code: number | null;
  /** Reason of the failure, or what is missing of the output; null without one. */
  error_detail: string | null;
  /** Number of copied files; null for other steps. */
  files: number | null;
  /** Bytes of the copied files; null for other steps. */
  bytes: number | null;
  /** Id of the last attempt, whose output is kept. */
  attempt_id: string | null;
}
/** Parameters of the HTTP API, by path. */
export interface HttpQueries {
  "/healthz": Record<string, never>;
  "/readyz": Record<string, never>;
  "/api/v1/servers": Record<string, never>;
  /** Health of a server. */
  "/api/v1/servers/{name}/health": {
    /** Name of a configured server, for example mdwap1p. */
    name: string;
    /** Earliest time, inclusive. A `+` is written `%2B`. */
    since?: string;
    /** Latest time, exclusive. A `+` is written `%2B`. */
    until?: string;
    /** Maximum number of records. Default: 50. */
    limit?: number;
    /** Number of intervals of the last 24 hours. Excludes `since`, `until` and `limit`. */
    points?: number;
  };
  /** Operations, newest first, with the running ones. */
  "/api/v1/operations": {
    kind?: "ssh_command" | "open_terminal" | "scp_transfer";
    server_name?: string;
    transfer_name?: string;
    connection_id?: string;
    /** Name of the token, or of `hello` before the start. */
    name?: string;
    /** Whether the operation runs. */
    running?: boolean;
    /** `interrupted`: the service ended before the operation. */
    ending?: "complete" | "error" | "cancelled" | "interrupted";
    /** Earliest time, inclusive. A `+` is written `%2B`. */
    since?: string;
    /** Latest time, exclusive. A `+` is written `%2B`. */
    until?: string;
    /** Maximum number of records. Default: 50. */
    limit?: number;
    /** `next_cursor` of the page before. */
    cursor?: string;
  };
  /** One operation. */
  "/api/v1/operations/{id}": {
    /** `operation_id` of the operation. */
    id: string;
  };
  /** Kept output of one operation, as plain text. */
  "/api/v1/operations/{id}/output": {
    /** `operation_id` of the operation. */
    id: string;
    /** `1` asks browsers to save it. */
    download?: "1";
  };
  /** Owners of the session and the lock, and the latest sessions and locks. */
  "/api/v1/session": {
    /** Maximum number of records. Default: 50. */
    limit?: number;
  };
  /** The audit trail, newest first. */
  "/api/v1/audit": {
    /** `anchor`: the last of the older rows, which are deleted. */
    action?:
      | "login"
      | "logout"
      | "refusal"
      | "session_start"
      | "session_join"
      | "session_end"
      | "operation_start"
      | "operation_end"
      | "force_end_session"
      | "token_change"
      | "anchor"
      | "session_ask"
      | "job_start"
      | "job_cancel"
      | "job_decide"
      | "job_change";
    name?: string;
    /** Earliest time, inclusive. A `+` is written `%2B`. */
    since?: string;
    /** Latest time, exclusive. A `+` is written `%2B`. */
    until?: string;
    /** Maximum number of records. Default: 50. */
    limit?: number;
    /** `next_cursor` of the page before. */
    cursor?: string;
  };
  "/api/v1/transfers": Record<string, never>;
  "/api/v1/errors": Record<string, never>;
  "/api/v1/jobs": Record<string, never>;
  /** One job, with its definition. */
  "/api/v1/jobs/{name}": {
    /** Name of the job. */
    name: string;
  };
  /** Runs of jobs, newest first. */
  "/api/v1/runs": {
    /** Name of the job. */
    job?: string;
    /**
     * `gating`: a server does not pass the gate yet; `waiting`: others use the servers; `paused`:
     * waits for a decision.
     */
    state?:
      | "queued"
      | "gating"
      | "waiting"
      | "running"
      | "paused"
      | "cancelling"
      | "succeeded"
      | "failed"
      | "cancelled";
    /** Maximum number of records. Default: 50. */
    limit?: number;
    /** `next_cursor` of the page before. */
    cursor?: string;
  };
  /** One run, with its steps. */
  "/api/v1/runs/{id}": {
    /** `run_id` of the run. */
    id: string;
  };
  /** Output of a step, as the server printed it. */
  "/api/v1/runs/{id}/steps/{path}/output": {
    /** `run_id` of the run. */
    id: string;
    /** Number of the step, or its name: the first step with it. */
    path: string;
    /** Number of the try, from 1. Default: the last. */
    try?: number;
  };
}
