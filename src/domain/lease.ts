import { AppError } from "../errors.ts";
import {
  alreadyRunning,
  endingSession,
  noSession,
  ownSession,
  refuseAhead,
  refuseForeign,
  refuseLocked,
  refuseTaken,
} from "./lease_refusals.ts";
import {
  isHeld,
  type LeaseRules,
  type LeaseState,
  type RunningState,
  type SessionState,
} from "./lease_state.ts";
import { covers, overlaps } from "./server_set.ts";
import { settle } from "./settle.ts";

/** Request of a client or a run, which can be refused, or something that happened, which cannot. */
export type LeaseEvent = Ask | JoinRequest | EndRequest | RunRequest | PlainEvent | TimePassed;

/** Part of every event but the passing of time. */
interface EventCause {
  /** Id of the client or run that asked, or whose operation ended or session was lost. */
  readonly clientId: string;
}

/** Request for a session on a set of servers. */
export interface Ask extends EventCause, Pick<SessionState, "servers" | "token"> {
  /** Type. */
  readonly type: "start_session";
  /** End of the wait for the servers; without it the session is granted at once or refused. */
  readonly waitUntilMs?: number | undefined;
  /** Whether a run asks. Default: false. */
  readonly isRun?: boolean;
}

/** Request with the secret of a session. */
interface JoinRequest extends EventCause {
  /** Type. */
  readonly type: "join_session";
  /** Secret. */
  readonly token: string;
}

/** Request of the owner to end its session, or of a member to leave it. */
interface EndRequest extends EventCause {
  /** Type. */
  readonly type: "end_session";
  /** Number of the session. Default: that of the client. */
  readonly leaseId?: number | undefined;
}

/** Request to run an operation: `run_command` is for terminals too. */
interface RunRequest extends EventCause {
  /** Type. */
  readonly type: "run_command" | "run_transfer";
  /** Names of its servers. */
  readonly servers: readonly string[];
}

/** Event without details. */
interface PlainEvent extends EventCause {
  /**
   * Happened: `operation_ended`, and `session_lost` when the session or the ask of an owner is
   * over, or when a member is gone. Request that is never refused: `new_fence` of a run.
   */
  readonly type: "operation_ended" | "session_lost" | "new_fence";
}

/** Passing of time, which ends waits. */
interface TimePassed {
  /** Type. */
  readonly type: "time_passed";
  /** Present time, in milliseconds. */
  readonly nowMs: number;
}

/**
 * Decides a request, or records what happened: the state machine of sessions, lock and operations.
 *
 * @returns the next state; an error 50004, 50005, 50006, 50007, 50008 or 50010 for a request that
 * is refused
 */
export function decide(
  state: LeaseState,
  event: LeaseEvent,
  rules: LeaseRules,
): LeaseState | AppError {
  const { sessions, running } = state;
  switch (event.type) {
    case "start_session":
      return refuseAsk(state, event) ?? settle(withAsk(state, event));
    case "join_session": {
      const joined = joinable(state, event);
      if (joined instanceof AppError) return joined;
      return replace(state, { ...joined, members: [...joined.members, event.clientId] });
    }
    case "end_session":
      return refuseEnd(state, event) ?? withdraw(state, event.clientId);
    case "run_command":
    case "run_transfer": {
      const { clientId, servers } = event;
      const leaseId = placeOfRun(state, event, rules);
      if (leaseId instanceof AppError) return leaseId;
      return { ...state, running: [...running, { clientId, servers, leaseId }] };
    }
    case "operation_ended": {
      const others = running.filter(({ clientId }) => clientId !== event.clientId);
      return settle({ ...state, running: others });
    }
    case "session_lost":
      return withdraw(state, event.clientId);
    case "new_fence": {
      const session = sessions.filter(isHeld).find(({ owner }) => owner === event.clientId);
      const fence = state.counter + 1;
      return session ? replace({ ...state, counter: fence }, { ...session, fence }) : state;
    }
    case "time_passed":
      return settle(state, event.nowMs);
  }
}

/** Returns the client that owns the command lock, or `null`. */
export function lockOwnerOf(
  { running }: LeaseState,
  { commandLock }: LeaseRules,
): string | null {
  if (commandLock !== "on") return null;
  return running.find(({ leaseId }) => leaseId === null)?.clientId ?? null;
}

/** Returns the session that a client owns or has joined, or the one that it asks for. */
function sessionOf({ sessions }: LeaseState, clientId: string): SessionState | undefined {
  return sessions.find(({ owner, members }) => owner === clientId || members.includes(clientId));
}

function withAsk(state: LeaseState, ask: Ask): LeaseState {
  const id = state.counter + 1;
  const { clientId: owner, servers, token, waitUntilMs = Infinity, isRun = false } = ask;
  const asked = { id, owner, isRun, servers, fence: null, waitUntilMs, members: [], token };
  return { ...state, counter: id, sessions: [...state.sessions, { ...asked, isEnding: false }] };
}

function replace(state: LeaseState, session: SessionState): LeaseState {
  const sessions = state.sessions.map((one) => one.id === session.id ? session : one);
  return { ...state, sessions };
}

/** Takes a client out of its session, which ends when the client is the owner. */
function withdraw(state: LeaseState, clientId: string): LeaseState {
  const session = sessionOf(state, clientId);
  if (session === undefined) return state;
  if (session.owner === clientId) return settle(replace(state, { ...session, isEnding: true }));
  const members = session.members.filter((id) => id !== clientId);
  return replace(state, { ...session, members });
}

function refuseAsk(
  state: LeaseState,
  { clientId, servers, waitUntilMs }: Ask,
): AppError | undefined {
  const own = sessionOf(state, clientId);
  const others = state.sessions.filter((one) => one !== own && overlaps(one.servers, servers));
  const held = [own, ...waitUntilMs === undefined ? others : []].find(isHeld);
  if (held !== undefined) return refuseTaken(held);
  const isBusy = state.running.some((one) => one.clientId === clientId);
  if (isBusy || own !== undefined) return alreadyRunning(own);
  if (waitUntilMs !== undefined) return undefined;
  return refuseLocked(outside(state).find((one) => overlaps(servers, one.servers))) ??
    refuseAhead(others[0]);
}

/** Returns the session that a client can join, or the refusal. */
function joinable(state: LeaseState, { clientId, token }: JoinRequest): SessionState | AppError {
  const own = sessionOf(state, clientId);
  if (isHeld(own)) return ownSession(own);
  if (own || state.running.some((one) => one.clientId === clientId)) return alreadyRunning(own);
  const held = state.sessions.filter(isHeld);
  if (held.length === 0) {
    return new AppError("NO_ACTIVE_SESSION", "No session can be joined: none is active");
  }
  const session = held.find((one) => !one.isRun && one.token === token);
  if (session === undefined) {
    const detail = "The session token is wrong, or its session is over: ask the owner for it";
    return new AppError("SESSION_OWNER_MISMATCH", detail);
  }
  return session.isEnding ? endingSession() : session;
}

function refuseEnd(state: LeaseState, { clientId, leaseId }: EndRequest): AppError | undefined {
  const own = sessionOf(state, clientId);
  const isNamed = ({ id }: SessionState) => leaseId === undefined || id === leaseId;
  if (isHeld(own) && isNamed(own)) return undefined;
  const other = state.sessions.filter(isHeld).find(isNamed);
  return other === undefined ? noSession() : refuseForeign(other);
}

/** Returns the number of the session in which an operation runs, null for none, or the refusal. */
function placeOfRun(
  state: LeaseState,
  { type, clientId, servers }: RunRequest,
  { commandLock }: LeaseRules,
): number | null | AppError {
  const own = sessionOf(state, clientId);
  const others = state.sessions.filter((one) => one !== own && overlaps(one.servers, servers));
  const foreign = others.find(isHeld);
  if (foreign !== undefined) return refuseForeign(foreign);
  const within = isHeld(own) && covers(own.servers, servers) ? own : undefined;
  if (type === "run_transfer" && within === undefined) return noSession(isHeld(own) ? own : null);
  const isBusy = state.running.some((one) => one.clientId === clientId);
  if (isBusy || (own && !isHeld(own))) return alreadyRunning(own);
  if (within !== undefined) return within.isEnding ? endingSession() : within.id;
  const isExcluded = (one: RunningState) =>
    commandLock === "on" || (commandLock === "server" && overlaps(one.servers, servers));
  return refuseLocked(outside(state).find(isExcluded)) ?? refuseAhead(others[0]) ?? null;
}

/** Returns the operations outside all sessions. */
function outside({ running }: LeaseState): readonly RunningState[] {
  return running.filter(({ leaseId }) => leaseId === null);
}
