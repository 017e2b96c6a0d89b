import type { Server } from "../domain/server.ts";
import { CLOSED, connectFault, LATE, NO_SSH, SILENT } from "../domain/connect_fault.ts";
import { AppError, type ErrorKind } from "../errors.ts";
import { type Offer, offerFor } from "./algorithms.ts";
import type { ServerHello, Unmatched } from "./server_hello.ts";

/** Error of ssh2, or of the socket under it. */
interface ForeignError extends Error {
  readonly level?: string;
  readonly code?: string | number;
}

/** Maximum length of a list of algorithms in an error detail, in characters. */
const NAMES_LIMIT = 300;

/** Circumstances of a failure to connect. */
export interface Attempt {
  /** Server that was connected to. */
  readonly server: Pick<Server, "name" | "algorithms">;
  /** Clear text at the start of the connection. */
  readonly hello: ServerHello;
  /** Algorithms that were offered to the server. */
  readonly offer: Offer;
}

/**
 * Translates a failure before login: 20000, 20001, 20002 or 21000. `cause` is undefined for an
 * orderly close.
 */
export function connectFailure(cause: unknown, attempt: Attempt): AppError {
  const kind = cause instanceof Error ? kindOf(cause) : "SSH_CONNECTION_FAILED";
  const { name } = attempt.server;
  if (kind === "SSH_AUTHENTICATION_FAILED") {
    return new AppError(kind, `${name} refused the login`, { cause });
  }
  if (kind === "SSH_CONNECTION_TIMEOUT") return connectTimeout(attempt);
  const unmatched = attempt.hello.unmatched(attempt.offer);
  if (unmatched.length > 0) {
    return new AppError(kind, noCommonAlgorithm(unmatched, attempt), { cause });
  }
  if (isHandshake(cause)) return new AppError(kind, `${name} failed the key exchange`, { cause });
  const fault = connectFault(cause);
  const isBrokenOff = attempt.hello.isConnected || fault === CLOSED;
  const what = isBrokenOff ? brokenOff(attempt.hello) : fault;
  return new AppError(kind, `${name} ${what}`, { cause });
}

/** Translates a deadline that has passed before the login: 20001. */
export function connectTimeout({ server: { name }, hello }: Attempt): AppError {
  const { isConnected, hasSent, isIdentified } = hello;
  const what = !isConnected || isIdentified ? LATE : hasSent ? NO_SSH : SILENT;
  return new AppError("SSH_CONNECTION_TIMEOUT", `${name} ${what}`);
}

function kindOf({ level, code, message }: ForeignError): ErrorKind {
  if (level === "client-authentication" || /too many authentication failures/i.test(message)) {
    return "SSH_AUTHENTICATION_FAILED";
  }
  if (code === "ECONNREFUSED") return "SSH_CONNECTION_REFUSED";
  if (code === "ETIMEDOUT" || level === "client-timeout") return "SSH_CONNECTION_TIMEOUT";
  return "SSH_CONNECTION_FAILED";
}

/** Checks whether ssh2 ended the key exchange, for example because of a wrong signature. */
function isHandshake(cause: unknown): boolean {
  return cause instanceof Error && "level" in cause && cause.level === "handshake";
}

/** Describes how far a connection came before its server closed it. */
function brokenOff(hello: ServerHello): string {
  if (hello.isIdentified) return `${CLOSED} before the login`;
  return hello.hasSent ? NO_SSH : `${CLOSED} before its identification`;
}

/** Describes the algorithms that do not match, with the server's own and the remedy. */
function noCommonAlgorithm(
  unmatched: readonly Unmatched[],
  { server: { name, algorithms }, hello }: Attempt,
): string {
  const parts = unmatched.map(({ purpose, offered }) => `${purpose} (it offers ${named(offered)})`);
  const isOld = algorithms !== "legacy" &&
    hello.unmatched(offerFor({ level: "legacy" })).length === 0;
  const action = isOld
    ? `set ${name.toUpperCase()}_ALGORITHMS=legacy to allow old ones`
    : "enable on the server an algorithm that the service offers";
  return `${name} has no algorithm in common with the service for: ${parts.join(", ")}; ${action}`;
}

/** Joins names into printable text of limited length: a hostile server can send any names. */
function named(offered: readonly string[]): string {
  const text = offered.join(", ").replaceAll(/[^\x20-\x7e]/g, "?");
  return text.length <= NAMES_LIMIT ? text : `${text.slice(0, NAMES_LIMIT)}…`;
}

/** Returns the failure 20005 of a connection that is closed or closing. */
export function connectionLost(name: string, cause: unknown): AppError {
  return new AppError("SSH_CONNECTION_LOST", `The connection to ${name} was lost`, { cause });
}

/** Beginning of ssh2's message for a refused channel. */
const CHANNEL_REFUSED = "(SSH) Channel open failure";
/** Beginning of ssh2's message for a refused PTY. */
const NO_PTY = "Unable to request a pseudo-terminal";
/** Beginnings of ssh2's messages for failures before a command or a shell is requested. */
const BEFORE_ASKING = [CHANNEL_REFUSED, NO_PTY, "No response from server", "Not connected"];

/** Translates a refused channel (22003) or a refused request on one (22004). */
export function channelFailure(name: string, cause: Error): AppError {
  if (cause.message.startsWith(CHANNEL_REFUSED)) {
    return new AppError("SSH_CHANNEL_ERROR", `${name} opened no channel`, { cause });
  }
  if (cause.message.startsWith(NO_PTY)) {
    const detail = `${name} gives no PTY: let it give this user one (sshd: PermitTTY yes)`;
    return new AppError("SSH_SHELL_ERROR", detail, { cause });
  }
  return new AppError("SSH_SHELL_ERROR", `${name} started no shell`, { cause });
}

/** Checks whether the server refused a channel. It may open one on another connection. */
export function isChannelRefused(error: unknown): boolean {
  return isCausedBy(error, [CHANNEL_REFUSED]);
}

/**
 * Checks whether a start failed before the command was requested: no channel opened, or the server
 * gave no terminal. After any other failure the command may have run.
 */
export function isBeforeAsking(error: unknown): boolean {
  return isCausedBy(error, BEFORE_ASKING);
}

/** Checks whether the cause of an AppError has a message that begins with one of `beginnings`. */
function isCausedBy(error: unknown, beginnings: readonly string[]): boolean {
  if (!(error instanceof AppError) || !(error.cause instanceof Error)) return false;
  const { message } = error.cause;
  return beginnings.some((beginning) => message.startsWith(beginning));
}
