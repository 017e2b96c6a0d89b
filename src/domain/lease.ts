import { AppError } from "../errors.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";

/** Present owners of the session and the lock, as clients are told. */
export interface LeaseStatus {
  /** Status of the lock. */
  readonly lockStatus: EventOf<"lock_status">;
  /** Status of the session. */
  readonly sessionStatus: EventOf<"session_status">;
  /** Owner of the session or the lock: there is at most one. */
  readonly owner: Owner;
}

/** Who has what: at most one session, and the operations that run. Ids are those of connections. */
export interface LeaseState {
  /** The session; it ends with the operation that its owner still runs when `isEnding`. */
  readonly session: { readonly owner: string; readonly isEnding: boolean } | null;
  /** Who runs an operation, in the order of their starts. */
  readonly running: readonly string[];
}

/** Something that a connection asks for (and may be refused), or that happened to it (and may not). */
export interface LeaseEvent {
  /**
   * Asked: `start_session`, `end_session`, `run_command` (terminals too), `run_transfer`. Happened: `operation_ended`, and
   * `session_lost` when the session expired or its owner left.
   */
  readonly type:
    | "start_session"
    | "end_session"
    | "run_command"
    | "run_transfer"
    | "operation_ended"
    | "session_lost";
  /** Whose request, or whose loss. */
  readonly by: string;
}

/** The rules of the state machine that can be set. */
export interface LeaseRules {
  /** true: without a session, one operation runs for all connections. false: one for each. */
  readonly commandLock: boolean;
}

/** Nobody has anything. */
export const FREE: LeaseState = { session: null, running: [] };

/**
 * The one state machine of session, lock and operations: what `event` makes of `state`, or why it is refused.
 *
 * @returns the next state; 50004, 50005, 50006, 50008 or 50010 for a request that is refused
 */
export function decide(
  state: LeaseState,
  { type, by }: LeaseEvent,
  rules: LeaseRules,
): LeaseState | AppError {
  const { session, running } = state;
  switch (type) {
    case "start_session":
      return refuseSession(state, by) ?? { ...state, session: { owner: by, isEnding: false } };
    case "end_session":
      return refuseEnd(state, by) ?? giveBack(state);
    case "run_command":
    case "run_transfer":
      return refuseRun(state, { type, by }, rules) ?? { session, running: [...running, by] };
    case "operation_ended": {
      const isLast = session?.isEnding && session.owner === by;
      return { session: isLast ? null : session, running: running.filter((id) => id !== by) };
    }
    case "session_lost":
      return session?.owner === by ? giveBack(state) : state;
  }
}

/** Who holds the lock: the one who runs something without a session while only one may. */
export function lockOwnerOf(
  { session, running }: LeaseState,
  { commandLock }: LeaseRules,
): string | null {
  return commandLock && session === null ? running[0] ?? null : null;
}

/** Frees the session, now or with the end of the operation that runs in it. */
function giveBack({ session, running }: LeaseState): LeaseState {
  const isBusy = session !== null && running.includes(session.owner);
  return { session: isBusy ? { ...session, isEnding: true } : null, running };
}

function refuseSession({ session, running }: LeaseState, by: string): AppError | undefined {
  if (session !== null) {
    const detail = `Session is already active (owner: ${session.owner})`;
    return new AppError("SESSION_ALREADY_ACTIVE", detail, {
      facts: { session_owner: session.owner },
    });
  }
  return running.includes(by) ? alreadyRunning() : refuseLocked(running);
}

function refuseEnd({ session }: LeaseState, by: string): AppError | undefined {
  return session === null ? noSession() : refuseForeign(session, by);
}

function refuseRun(
  { session, running }: LeaseState,
  { type, by }: LeaseEvent,
  { commandLock }: LeaseRules,
): AppError | undefined {
  if (session === null && type === "run_transfer") return noSession();
  if (session !== null && session.owner !== by) return refuseForeign(session, by);
  if (running.includes(by)) return alreadyRunning();
  return session === null && commandLock ? refuseLocked(running) : undefined;
}

function refuseForeign({ owner }: { owner: string }, by: string): AppError | undefined {
  if (owner === by) return undefined;
  const detail = `The session belongs to connection ${owner}`;
  return new AppError("SESSION_PERMISSION_DENIED", detail, { facts: { session_owner: owner } });
}

function refuseLocked([holder]: readonly string[]): AppError | undefined {
  if (holder === undefined) return undefined;
  return new AppError("RESOURCE_LOCKED", `Connection ${holder} runs an operation`, {
    facts: { lock_owner: holder },
  });
}

function alreadyRunning(): AppError {
  return new AppError("TASK_ALREADY_RUNNING", "This connection runs an operation already");
}

function noSession(): AppError {
  return new AppError("NO_ACTIVE_SESSION", "Send start_session first");
}
