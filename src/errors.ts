/** One row of the table: the number on the wire, its fixed text, the HTTP status that goes with it. */
export interface ErrorRow {
  /** The 5-digit number. */
  readonly code: number;
  /** The fixed text. */
  readonly message: string;
  /** The HTTP status. */
  readonly status: number;
}

/**
 * Every error this service can answer. Five digits: the first is the area (1 general, 2 SSH, 3 WebSocket, 4 store,
 * 5 feature), the second the group. Numbers and texts are a promise to clients: add rows, never change them.
 */
export const ERRORS = {
  INTERNAL_ERROR: { code: 10000, message: "Internal server error", status: 500 },
  SERVICE_UNAVAILABLE: { code: 10001, message: "Service temporarily unavailable", status: 503 },
  ACCESS_DENIED: { code: 11001, message: "Access denied", status: 403 },
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
} as const satisfies Record<string, ErrorRow>;

/** The name of a row of {@linkcode ERRORS}. */
export type ErrorKind = keyof typeof ERRORS;

/** What an `error` event says beyond its code, where it is known. */
export interface ErrorFacts {
  /** Connection that holds the lock. */
  readonly lock_owner?: string;
  /** Connection that holds the session. */
  readonly session_owner?: string;
  /** Exit code of the command. */
  readonly exit_code?: number;
}

/** A field or parameter that is wrong or missing. */
export interface FieldFault {
  /** Where it is: `data.cols`, `limit`. */
  readonly field: string;
  /** What is wrong with it. */
  readonly message: string;
}

/** A failure with a code: the one error class of the service. */
export class AppError extends Error {
  /** Tells the class in logs. */
  override readonly name = "AppError";
  /** The row's name, for code that tells errors apart. */
  readonly kind: ErrorKind;
  /** What was being done, for the client: no address, path, secret or stack (those belong into `cause`). */
  readonly detail: string | undefined;
  /** More fields of the `error` event. */
  readonly facts: ErrorFacts;
  /** Of 12000 and 12002: every field that is wrong or missing. */
  readonly faults: readonly FieldFault[] | undefined;

  /** Makes a failure; `cause` is what happened, for the log, and `facts` are more fields of the event. */
  constructor(
    kind: ErrorKind,
    detail?: string,
    options: { cause?: unknown; facts?: ErrorFacts; faults?: readonly FieldFault[] } = {},
  ) {
    super(ERRORS[kind].message, { cause: options.cause });
    this.kind = kind;
    this.detail = detail;
    this.facts = options.facts ?? {};
    this.faults = options.faults;
  }

  /** The 5-digit number. */
  get code(): number {
    return ERRORS[this.kind].code;
  }

  /** The HTTP status that answers with this error. */
  get status(): number {
    return ERRORS[this.kind].status;
  }
}

/** An operation that was stopped on purpose: its ending is `cancelled`, with this message. */
export class Cancelled extends Error {
  /** Tells the class in logs. */
  override readonly name = "Cancelled";
}

/** Checks whether `cause` says that no file descriptor is left for this process. */
export function isOutOfDescriptors(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "EMFILE" || code === "ENFILE";
}

/** Returns `cause` itself when it is an {@linkcode AppError}, and 10000 with it as the cause otherwise. */
export function toAppError(cause: unknown): AppError {
  return cause instanceof AppError ? cause : new AppError("INTERNAL_ERROR", undefined, { cause });
}
