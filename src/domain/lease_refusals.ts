import { AppError } from "../errors.ts";
import type { RunningState, SessionState } from "./lease_state.ts";

/** Returns the refusal 50004 of a request for servers of a session. */
export function refuseTaken({ owner }: SessionState): AppError {
  const detail = `Session is already active (owner: ${owner})`;
  return new AppError("SESSION_ALREADY_ACTIVE", detail, { facts: { session_owner: owner } });
}

/** Returns the refusal 50004 of a client that is in a session and wants to join one. */
export function ownSession({ owner }: SessionState): AppError {
  const detail = "This connection owns the session or has joined it";
  return new AppError("SESSION_ALREADY_ACTIVE", detail, { facts: { session_owner: owner } });
}

/** Returns the refusal 50006 of a request that concerns the session of another. */
export function refuseForeign({ owner, isRun }: SessionState): AppError {
  const detail = `The session belongs to ${isRun ? "run" : "connection"} ${owner}`;
  return new AppError("SESSION_PERMISSION_DENIED", detail, { facts: { session_owner: owner } });
}

/** Returns the refusal 50008 of a request that the operation of another client excludes. */
export function refuseLocked(by: RunningState | undefined): AppError | undefined {
  if (by === undefined) return undefined;
  return new AppError("RESOURCE_LOCKED", `Connection ${by.clientId} runs an operation`, {
    facts: { lock_owner: by.clientId },
  });
}

/** Returns the refusal 50008 of a request for servers for which another ask waits. */
export function refuseAhead(ask: SessionState | undefined): AppError | undefined {
  if (ask === undefined) return undefined;
  const { owner, isRun } = ask;
  const detail = `${isRun ? "Run" : "Connection"} ${owner} waits for a session on the servers`;
  return new AppError("RESOURCE_LOCKED", detail, { facts: { lock_owner: owner } });
}

/** Returns the refusal 50010 of a client that runs an operation, or waits for `ask`. */
export function alreadyRunning(ask?: SessionState): AppError {
  const isWaiting = ask !== undefined && ask.fence === null;
  const detail = isWaiting
    ? "This connection waits for a session: send cancel to leave the queue"
    : "This connection runs an operation already";
  return new AppError("TASK_ALREADY_RUNNING", detail);
}

/** Returns the refusal 50005 without a session, or with one that lacks servers. */
export function noSession(session: SessionState | null = null): AppError {
  const detail = session === null
    ? "Send start_session first"
    : "The session lacks a server of the operation: start one on all of its servers";
  return new AppError("NO_ACTIVE_SESSION", detail);
}

/** Returns the refusal 50005 of an operation in a session that is ending. */
export function endingSession(): AppError {
  const detail = "The session is ending: wait for session_status with session_active: false";
  return new AppError("NO_ACTIVE_SESSION", detail);
}
