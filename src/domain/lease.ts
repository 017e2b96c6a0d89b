import { AppError } from "../errors.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";

/** Status of the session and the lock, as clients are told. */
export interface LeaseStatus {
  /** Status of the lock. */
  readonly lockStatus: EventOf<"lock_status">;
  /** Status of the session. */
  readonly sessionStatus: EventOf<"session_status">;
  /** Owner of the session or the lock: there is at most one. */
  readonly owner: Owner;
}

/** State of the leases: the session, if any, and the running operations. Owners are client ids. */
export interface LeaseState {
  /** Session. When `isEnding`, it ends with the operation that its owner still runs. */
  readonly session: { readonly owner: string; readonly isEnding: boolean } | null;
  /** Ids of the clients that run an operation, in the order of their starts. */
  readonly running: readonly string[];
}

/** Request of a client, which can be refused, or something that happened, which cannot. */
export interface LeaseEvent {
  /**
   * Requests: `start_session`, `end_session`, `run_command` (terminals too), `run_transfer`.
   * Happened: `operation_ended`, and `session_lost` when the session expired or its owner is gone.
   */
  readonly type:
    | "start_session"
    | "end_session"
    | "run_command"
    | "run_transfer"
    | "operation_ended"
    | "session_lost";
  /** Id of the client that asked, or whose operation ended or session was lost. */
  readonly clientId: string;
}

/** Rules of the state machine that can be set. */
export interface LeaseRules {
  /**
   * Whether, without a session, one operation runs for all clients. If not: one for each client.
   */
  readonly commandLock: boolean;
}

/** Initial state: no session, nothing running. */
export const FREE: LeaseState = { session: null, running: [] };

/**
 * Decides a request, or records what happened: the state machine of session, lock and operations.
 *
 * @returns the next state; an error 50004, 50005, 50006, 50008 or 50010 for a request that is
 * refused
 */
export function decide(
  state: LeaseState,
  { type, clientId }: LeaseEvent,
  rules: LeaseRules,
): LeaseState | AppError {
  const { session, running } = state;
  switch (type) {
    case "start_session":
      return refuseSession(state, clientId) ??
        { ...state, session: { owner: clientId, isEnding: false } };
    case "end_session":
      return refuseEnd(state, clientId) ?? release(state);
    case "run_command":
    case "run_transfer":
      return refuseRun(state, { type, clientId }, rules) ??
        { session, running: [...running, clientId] };
    case "operation_ended": {
      const isLast = session?.isEnding && session.owner === clientId;
      const others = running.filter((id) => id !== clientId);
      return { session: isLast ? null : session, running: others };
    }
    case "session_lost":
      return session?.owner === clientId ? release(state) : state;
  }
}

/** Returns the client that owns the command lock, or `null`. */
export function lockOwnerOf(
  { session, running }: LeaseState,
  { commandLock }: LeaseRules,
): string | null {
  return commandLock && session === null ? running[0] ?? null : null;
}

/** Frees the session, at once or with the end of the operation that runs in it. */
function release({ session, running }: LeaseState): LeaseState {
  const isBusy = session !== null && running.includes(session.owner);
  return { session: isBusy ? { ...session, isEnding: true } : null, running };
}

function refuseSession({ session, running }: LeaseState, clientId: string): AppError | undefined {
  if (session !== null) {
    const detail = `Session is already active (owner: ${session.owner})`;
    return new AppError("SESSION_ALREADY_ACTIVE", detail, {
      facts: { session_owner: session.owner },
    });
  }
  return running.includes(clientId) ? alreadyRunning() : refuseLocked(running);
}

function refuseEnd({ session }: LeaseState, clientId: string): AppError | undefined {
  return session === null ? noSession() : refuseForeign(session, clientId);
}

function refuseRun(
  { session, running }: LeaseState,
  { type, clientId }: LeaseEvent,
  { commandLock }: LeaseRules,
): AppError | undefined {
  if (session === null && type === "run_transfer") return noSession();
  if (session !== null && session.owner !== clientId) return refuseForeign(session, clientId);
  if (running.includes(clientId)) return alreadyRunning();
  return session === null && commandLock ? refuseLocked(running) : undefined;
}

function refuseForeign({ owner }: { owner: string }, clientId: string): AppError | undefined {
  if (owner === clientId) return undefined;
  const detail = `The session belongs to connection ${owner}`;
  return new AppError("SESSION_PERMISSION_DENIED", detail, { facts: { session_owner: owner } });
}

function refuseLocked([owner]: readonly string[]): AppError | undefined {
  if (owner === undefined) return undefined;
  return new AppError("RESOURCE_LOCKED", `Connection ${owner} runs an operation`, {
    facts: { lock_owner: owner },
  });
}

/** Returns the refusal of a second operation: 50010. */
export function alreadyRunning(): AppError {
  return new AppError("TASK_ALREADY_RUNNING", "This connection runs an operation already");
}

function noSession(): AppError {
  return new AppError("NO_ACTIVE_SESSION", "Send start_session first");
}
