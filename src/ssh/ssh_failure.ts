import type { Server } from "../domain/server.ts";
import { CLOSED, connectFault, LATE, NO_SSH, SILENT } from "../domain/connect_fault.ts";
import { AppError, type ErrorKind } from "../errors.ts";
import { type Offer, offerFor } from "./algorithms.ts";
import type { ServerHello, Unmatched } from "./server_hello.ts";

/** An error as ssh2 and the sockets under it throw them. */
interface ForeignError extends Error {
  readonly level?: string;
  readonly code?: string | number;
}

/** Maximum length of the names of a server's algorithms in a detail, in characters. */
const NAMES_LIMIT = 300;

/** Circumstances of a failure to connect. */
export interface Attempt {
  /** Server that was connected to. */
  readonly server: Pick<Server, "name" | "algorithms">;
  /** Clear text that the server has sent. */
  readonly hello: ServerHello;
  /** Algorithms that were offered to the server. */
  readonly offer: Offer;
}

/** Translates a failure before login: 20000, 20001, 20002 or 21000. `cause` is undefined for an orderly close. */
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
  const { isConnected, isHeard, isIdentified } = hello;
  const what = !isConnected || isIdentified ? LATE : isHeard ? NO_SSH : SILENT;
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

/** Checks whether ssh2 ended the key exchange, such as for a signature that does not fit the host key. */
function isHandshake(cause: unknown): boolean {
  return cause instanceof Error && "level" in cause && cause.level === "handshake";
}

/** Says how far a connection came that its server has ended. */
function brokenOff(hello: ServerHello): string {
  if (hello.isIdentified) return `${CLOSED} before the login`;
  return hello.isHeard ? NO_SSH : `${CLOSED} before its identification`;
}

/** Says what does not match, what the server offers, and what to do. */
function noCommonAlgorithm(
  unmatched: readonly Unmatched[],
  { server: { name, algorithms }, hello }: Attempt,
): string {
  const parts = unmatched.map(({ purpose, offered }) => `${purpose} (it offers ${named(offered)})`);
  const isOld = algorithms !== "legacy" &&
    hello.unmatched(offerFor({ level: "legacy" })).length === 0;
  const action = isOld
    ? `set ${name.toUpperCase()}_ALGORITHMS=legacy to allow old ones`
    : "enable one that the service offers on the server";
  return `${name} has no algorithm in common with the service for: ${parts.join(", ")}; ${action}`;
}

/** Joins names; a hostile server can send any number of any characters. */
function named(offered: readonly string[]): string {
  const text = offered.join(", ").replaceAll(/[^\x20-\x7e]/g, "?");
  return text.length <= NAMES_LIMIT ? text : `${text.slice(0, NAMES_LIMIT)}…`;
}

/** ssh2's words for a PTY that the server refuses. */
const NO_PTY = /^Unable to request a pseudo-terminal/;

/** ssh2's words for a channel that the server refuses. */
const CHANNEL_REFUSED = /^\(SSH\) Channel open failure/;

/** Checks whether `error` says that the server refused a channel: it may open one on another connection. */
export function isChannelRefused(error: unknown): boolean {
  return error instanceof AppError && error.cause instanceof Error &&
    CHANNEL_REFUSED.test(error.cause.message);
}

/** Translates a refused channel (22003) or a refused request on one (22004). */
export function channelFailure(name: string, cause: Error): AppError {
  if (CHANNEL_REFUSED.test(cause.message)) {
    return new AppError("SSH_CHANNEL_ERROR", `${name} opened no channel`, { cause });
  }
  if (NO_PTY.test(cause.message)) {
    const detail = `${name} gives no PTY: let it give this user one (sshd: PermitTTY yes)`;
    return new AppError("SSH_SHELL_ERROR", detail, { cause });
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
