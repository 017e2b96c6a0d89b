/** Row of {@linkcode ERRORS}. */
export interface ErrorRow {
  /** Number on the wire, of 5 digits. */
  readonly code: number;
  /** Fixed text on the wire. */
  readonly message: string;
  /** HTTP status of an answer with this error. */
  readonly status: number;
}

/**
 * Errors that the service can answer with. The first digit of a code is its area (1 general, 2 SSH,
 * 3 WebSocket, 4 store, 5 feature), the second its group. Codes and texts are a promise to clients:
 * add rows, never change a row.
 */
export const ERRORS = {
  INTERNAL_ERROR: { code: 10000, message: "Internal server error", status: 500 },
  SERVICE_UNAVAILABLE: { code: 10001, message: "Service temporarily unavailable", status: 503 },
  AUTHENTICATION_REQUIRED: { code: 11000, message: "Authentication required", status: 401 },
  ACCESS_DENIED: { code: 11001, message: "Access denied", status: 403 },
  INVALID_TOKEN: { code: 11002, message: "Invalid token", status: 401 },
  VALIDATION_FAILED: { code: 12000, message: "Validation failed", status: 422 },
  MISSING_FIELD: { code: 12002, message: "Missing required field", status: 400 },
  NOT_FOUND: { code: 13000, message: "Resource not found", status: 404 },
  NOT_ALLOWED: { code: 14000, message: "Operation not allowed", status: 403 },
  QUOTA_EXCEEDED: { code: 14001, message: "Quota exceeded", status: 429 },
  SSH_CONNECTION_FAILED: { code: 20000, message: "SSH connection failed", status: 503 },
  SSH_CONNECTION_TIMEOUT: { code: 20001, message: "SSH connection timeout", status: 504 },
  SSH_CONNECTION_REFUSED: { code: 20002, message: "SSH connection refused", status: 503 },
  SSH_CONNECTION_LOST: { code: 20005, message: "SSH connection lost", status: 503 },
  SSH_HOST_KEY_MISMATCH: { code: 20006, message: "SSH host key mismatch", status: 502 },
  SSH_AUTHENTICATION_FAILED: { code: 21000, message: "SSH authentication failed", status: 401 },
  SSH_KEY_ERROR: { code: 21003, message: "SSH key error", status: 500 },
  SSH_COMMAND_TIMEOUT: { code: 22001, message: "SSH command timeout", status: 504 },
  SSH_CHANNEL_ERROR: { code: 22003, message: "SSH channel error", status: 500 },
  SSH_SHELL_ERROR: { code: 22004, message: "SSH shell error", status: 500 },
  SSH_CANNOT_DETACH: { code: 22005, message: "Server cannot keep a command", status: 501 },
  SERVER_NOT_FOUND: { code: 23002, message: "SSH server configuration not found", status: 404 },
  SCP_TRANSFER_FAILED: { code: 24000, message: "SCP file transfer failed", status: 500 },
  TRANSFER_NOT_FOUND: {
    code: 24001,
    message: "SCP transfer configuration not found",
    status: 404,
  },
  SCP_PERMISSION_DENIED: { code: 24003, message: "SCP permission denied", status: 403 },
  SCP_TRANSFER_TIMEOUT: { code: 24004, message: "SCP transfer timeout", status: 504 },
  INVALID_MESSAGE: { code: 31002, message: "Invalid message format", status: 400 },
  MESSAGE_TOO_LARGE: { code: 31003, message: "Message too large", status: 413 },
  HANDLER_NOT_FOUND: { code: 32000, message: "Message handler not found", status: 404 },
  DATABASE_CONNECTION_FAILED: { code: 40000, message: "Database connection failed", status: 503 },
  DATABASE_QUERY_FAILED: { code: 41000, message: "Database query failed", status: 500 },
  COMMAND_FAILED: { code: 50000, message: "Command execution failed", status: 500 },
  SESSION_EXPIRED: { code: 50002, message: "Session expired", status: 401 },
  OUTPUT_WAIT_TIMEOUT: { code: 50003, message: "Output wait timeout", status: 504 },
  SESSION_ALREADY_ACTIVE: { code: 50004, message: "Session already active", status: 409 },
  NO_ACTIVE_SESSION: { code: 50005, message: "No active session", status: 400 },
  SESSION_PERMISSION_DENIED: { code: 50006, message: "Session permission denied", status: 403 },
  SESSION_OWNER_MISMATCH: { code: 50007, message: "Session owner mismatch", status: 403 },
  RESOURCE_LOCKED: { code: 50008, message: "Resource is locked by another session", status: 423 },
  TASK_ALREADY_RUNNING: { code: 50010, message: "Task already running", status: 409 },
  TASK_NOT_FOUND: { code: 50011, message: "Task not found", status: 404 },
  LEASE_LOST: { code: 50012, message: "Lease lost", status: 409 },
  LEASE_WAIT_TIMEOUT: { code: 50013, message: "Lease wait timeout", status: 504 },
  LEASE_TAKEN_OVER: { code: 50014, message: "Lease taken over", status: 409 },
  JOB_NOT_FOUND: { code: 52000, message: "Job not found", status: 404 },
  JOB_STEP_FAILED: { code: 52001, message: "Job step failed", status: 500 },
  JOB_STEP_UNKNOWN: { code: 52002, message: "Step outcome unknown", status: 500 },
  JOB_PREFLIGHT_FAILED: { code: 52003, message: "Job preflight failed", status: 409 },
  APPROVAL_REFUSED: { code: 52004, message: "Approval refused", status: 403 },
} as const satisfies Record<string, ErrorRow>;

/** Name of a row of {@linkcode ERRORS}. */
export type ErrorKind = keyof typeof ERRORS;

/** Optional fields of an `error` event. */
export interface ErrorFacts {
  /** Id of the client whose running operation is the reason for the refusal. */
  readonly lock_owner?: string;
  /** Connection id of the owner of the session. */
  readonly session_owner?: string;
  /** Exit code of the command. */
  readonly exit_code?: number;
  /** Id of the run that failed. */
  readonly run_id?: string;
  /** Path of the step that failed. */
  readonly path?: string;
  /** Number of the output after which all output is kept: a `resume` from there succeeds. */
  readonly kept_seq?: number;
}

/** Field or parameter that is wrong or missing. */
export interface FieldFault {
  /** Path of the field: `data.cols`, `limit`. */
  readonly field: string;
  /** Reason for the refusal. */
  readonly message: string;
}

/** Options for {@linkcode AppError}. */
export interface AppErrorOptions {
  /** Cause, which is only logged. */
  readonly cause?: unknown;
  /** Optional fields of the `error` event. Default: none. */
  readonly facts?: ErrorFacts;
  /** Wrong and missing fields. */
  readonly faults?: readonly FieldFault[];
  /** Time after which another request may succeed, in whole seconds. */
  readonly retryAfterSeconds?: number;
}

/** Failure with a code, for an `error` event or an HTTP answer. */
export class AppError extends Error {
  /** Name of the class. */
  override readonly name = "AppError";
  /** Name of the row of {@linkcode ERRORS}. */
  readonly kind: ErrorKind;
  /**
   * Sentence for the client: the action that failed, then what to do. Addresses, paths, secrets and
   * stacks belong into `cause`, which is only logged.
   */
  readonly detail: string | undefined;
  /** Optional fields of the `error` event. */
  readonly facts: ErrorFacts;
  /** Wrong and missing fields, for 12000 and 12002. */
  readonly faults: readonly FieldFault[] | undefined;
  /** Time after which another request may succeed, in whole seconds: `Retry-After` over HTTP. */
  readonly retryAfterSeconds: number | undefined;

  /** Creates a failure. `cause` is logged, and `facts` are optional fields of the event. */
  constructor(kind: ErrorKind, detail?: string, options: AppErrorOptions = {}) {
    super(ERRORS[kind].message, { cause: options.cause });
    this.kind = kind;
    this.detail = detail;
    this.facts = options.facts ?? {};
    this.faults = options.faults;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** Number on the wire, of 5 digits. */
  get code(): number {
    return ERRORS[this.kind].code;
  }

  /** HTTP status of an answer with this error. */
  get status(): number {
    return ERRORS[this.kind].status;
  }

  /** Level of its line in the log. A refusal is a warning, and so is a wait in vain. */
  get logLevel(): "warn" | "error" {
    return this.status < 500 || this.kind === "LEASE_WAIT_TIMEOUT" ? "warn" : "error";
  }
}

/** Reason for stopping an operation on purpose: it ends with `cancelled` and this message. */
export class Cancelled extends Error {
  /** Name of the class. */
  override readonly name = "Cancelled";
}

/** Checks whether `cause` says that this process has no free file descriptor. */
export function isOutOfDescriptors(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "EMFILE" || code === "ENFILE";
}

/** Returns the message of an error, or the text of any other thrown value. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Returns `cause` when it is an {@linkcode AppError}, else 10000 with `cause` as its cause. */
export function toAppError(cause: unknown): AppError {
  return cause instanceof AppError ? cause : new AppError("INTERNAL_ERROR", undefined, { cause });
}
