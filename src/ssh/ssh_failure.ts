import { AppError, type ErrorKind, isOutOfDescriptors } from "../errors.ts";

/** An error as ssh2 and the sockets under it throw them. */
interface ForeignError extends Error {
  readonly level?: string;
  readonly code?: string | number;
}

/** Words for the failures of connecting, by kind. */
const CONNECTING: Partial<Record<ErrorKind, string>> = {
  SSH_CONNECTION_FAILED: "could not be connected to",
  SSH_CONNECTION_TIMEOUT: "did not answer in time",
  SSH_CONNECTION_REFUSED: "refused the connection",
  SSH_AUTHENTICATION_FAILED: "refused the login",
};

/** Translates a failure before login: 20000, 20001, 20002 or 21000. */
export function connectFailure(name: string, cause: unknown): AppError {
  const kind = cause instanceof Error ? kindOf(cause) : "SSH_CONNECTION_FAILED";
  const why = isOutOfDescriptors(cause)
    ? ": the service has too many open files, raise its limit (ulimit -n)"
    : "";
  return new AppError(kind, `${name} ${CONNECTING[kind]}${why}`, { cause });
}

function kindOf({ level, code, message }: ForeignError): keyof typeof CONNECTING {
  if (level === "client-authentication" || /too many authentication failures/i.test(message)) {
    return "SSH_AUTHENTICATION_FAILED";
  }
  if (code === "ECONNREFUSED") return "SSH_CONNECTION_REFUSED";
  if (code === "ETIMEDOUT" || level === "client-timeout") return "SSH_CONNECTION_TIMEOUT";
  return "SSH_CONNECTION_FAILED";
}

/** Translates a refused channel (22003) or a refused request on one (22004). */
export function channelFailure(name: string, cause: Error): AppError {
  if (/^\(SSH\) Channel open failure/.test(cause.message)) {
    return new AppError("SSH_CHANNEL_ERROR", `${name} opened no channel`, { cause });
  }
  return new AppError("SSH_SHELL_ERROR", `${name} started no shell`, { cause });
}

/** ssh2's words for what goes wrong before a command or a shell is asked for. */
const BEFORE_ASKING =
  /^(\(SSH\) Channel open failure|No response from server|Unable to request a pseudo-terminal|Not connected)/;

/**
 * True when `error`, a failure to start a command on a terminal, says that the server was not asked to run anything yet:
 * no channel opened, or it got no terminal. False when it may have been.
 */
export function isBeforeAsking(error: unknown): boolean {
  return error instanceof AppError && error.cause instanceof Error &&
    BEFORE_ASKING.test(error.cause.message);
}
