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

/** Session of an owner and the members that have joined it. All are client ids. */
export interface SessionState {
  /** Owner. */
  readonly owner: string;
  /** Members, in the order in which they joined. The owner is none of them. */
  readonly members: readonly string[];
  /** Secret with which clients join. */
  readonly token: string;
  /** Whether it ends with the last operation that still runs. Until then nothing else starts. */
  readonly isEnding: boolean;
}

/** State of the leases: the session, if any, and the running operations. Owners are client ids. */
export interface LeaseState {
  /** Session. */
  readonly session: SessionState | null;
  /** Ids of the clients that run an operation, in the order of their starts. */
  readonly running: readonly string[];
}

/** Request of a client, which can be refused, or something that happened, which cannot. */
export type LeaseEvent = TokenRequest | PlainEvent;

/** Part of every event. */
interface EventCause {
  /** Id of the client that asked, or whose operation ended or session was lost. */
  readonly clientId: string;
}

/** Request with the secret of a session. */
interface TokenRequest extends EventCause {
  /** Requests: `start_session` with a new secret, `join_session` with that of the session. */
  readonly type: "start_session" | "join_session";
  /** Secret. */
  readonly token: string;
}

/** Event without a secret. */
interface PlainEvent extends EventCause {
  /**
   * Requests: `end_session`, with which a member leaves, `run_command` (terminals too),
   * `run_transfer`. Happened: `operation_ended`, and `session_lost` when the session expired or was
   * taken over, or when its owner or a member is gone.
   */
  readonly type:
    | "end_session"
    | "run_command"
    | "run_transfer"
    | "operation_ended"
    | "session_lost";
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
 * @returns the next state; an error 50004, 50005, 50006, 50007, 50008 or 50010 for a request that
 * is refused
 */
export function decide(
  state: LeaseState,
  event: LeaseEvent,
  rules: LeaseRules,
): LeaseState | AppError {
  const { session, running } = state;
  const { clientId } = event;
  switch (event.type) {
    case "start_session": {
      const { token } = event;
      return refuseSession(state, clientId) ??
        { ...state, session: { owner: clientId, members: [], token, isEnding: false } };
    }
    case "join_session": {
      const joined = joinable(state, event);
      if (joined instanceof AppError) return joined;
      return { ...state, session: { ...joined, members: [...joined.members, clientId] } };
    }
    case "end_session":
      return refuseEnd(state, clientId) ?? withdraw(state, clientId);
    case "run_command":
    case "run_transfer":
      return refuseRun(state, { type: event.type, clientId }, rules) ??
        { session, running: [...running, clientId] };
    case "operation_ended":
      return settle({ session, running: running.filter((id) => id !== clientId) });
    case "session_lost":
      return withdraw(state, clientId);
  }
}

/** Returns the client that owns the command lock, or `null`. */
export function lockOwnerOf(
  { session, running }: LeaseState,
  { commandLock }: LeaseRules,
): string | null {
  return commandLock && session === null ? running[0] ?? null : null;
}

/** Checks whether a client owns the session or has joined it. */
function isIn(session: SessionState, clientId: string): boolean {
  return session.owner === clientId || session.members.includes(clientId);
}

/** Takes a client out of its session, which ends when the client is the owner. */
function withdraw(state: LeaseState, clientId: string): LeaseState {
  const { session, running } = state;
  if (session === null) return state;
  if (session.owner === clientId) {
    return settle({ session: { ...session, isEnding: true }, running });
  }
  const members = session.members.filter((id) => id !== clientId);
  return { session: { ...session, members }, running };
}

/** Frees a session that is ending when nothing runs in it any more. */
function settle(state: LeaseState): LeaseState {
  return state.session?.isEnding && state.running.length === 0 ? FREE : state;
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

/** Returns the session that a client can join, or the refusal. */
function joinable(
  { session, running }: LeaseState,
  { clientId, token }: TokenRequest,
): SessionState | AppError {
  if (session !== null && isIn(session, clientId)) {
    const detail = "This connection owns the session or has joined it";
    const facts = { session_owner: session.owner };
    return new AppError("SESSION_ALREADY_ACTIVE", detail, { facts });
  }
  if (running.includes(clientId)) return alreadyRunning();
  if (session === null) {
    return new AppError("NO_ACTIVE_SESSION", "No session can be joined: none is active");
  }
  if (session.token !== token) {
    const detail = "The session token is wrong, or its session is over: ask the owner for it";
    return new AppError("SESSION_OWNER_MISMATCH", detail);
  }
  return session.isEnding ? endingSession() : session;
}

function refuseEnd({ session }: LeaseState, clientId: string): AppError | undefined {
  return session === null ? noSession() : refuseForeign(session, clientId);
}

function refuseRun(
  { session, running }: LeaseState,
  { type, clientId }: PlainEvent,
  { commandLock }: LeaseRules,
): AppError | undefined {
  if (session === null && type === "run_transfer") return noSession();
  const foreign = session === null ? undefined : refuseForeign(session, clientId);
  if (foreign !== undefined) return foreign;
  if (running.includes(clientId)) return alreadyRunning();
  if (session?.isEnding) return endingSession();
  return session === null && commandLock ? refuseLocked(running) : undefined;
}

function refuseForeign(session: SessionState, clientId: string): AppError | undefined {
  if (isIn(session, clientId)) return undefined;
  const { owner } = session;
  const detail = `The session belongs to connection ${owner}`;
  return new AppError("SESSION_PERMISSION_DENIED", detail, { facts: { session_owner: owner } });
}

function refuseLocked([owner]: readonly string[]): AppError | undefined {
  if (owner === undefined) return undefined;
  return new AppError("RESOURCE_LOCKED", `Connection ${owner} runs an operation`, {
    facts: { lock_owner: owner },
  });
}

/** Returns the refusal 50010 of a client that runs an operation. */
export function alreadyRunning(): AppError {
  return new AppError("TASK_ALREADY_RUNNING", "This connection runs an operation already");
}

function noSession(): AppError {
  return new AppError("NO_ACTIVE_SESSION", "Send start_session first");
}

function endingSession(): AppError {
  const detail = "The session is ending: wait for session_status with session_active: false";
  return new AppError("NO_ACTIVE_SESSION", detail);
}
