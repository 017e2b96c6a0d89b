import { type LeaseState, type SessionState } from "../domain/lease_state.ts";
import type { LeaseStore, StoredRunLease } from "../domain/lease_store.ts";
import { settle } from "../domain/settle.ts";
import type { Session } from "./session.ts";

/** Change of the state, with the sessions before and after it. */
interface StateChange {
  /** State before. */
  readonly before: LeaseState;
  /** State after. */
  readonly decided: LeaseState;
  /** Sessions by the numbers of their leases. */
  readonly sessions: ReadonlyMap<number, Session>;
}

/**
 * Stores the leases that runs hold after a change, before it takes effect. An ask that cannot be
 * granted for a failure of the store is dropped, with the failure as its refusal. A release takes
 * effect in any case: its row goes with the next one that is stored.
 *
 * @returns the state that takes effect
 * @throws {AppError} 41000 when a new fence cannot be stored
 */
export function stored({ before, decided, sessions }: StateChange, store: LeaseStore): LeaseState {
  const old = new Map(heldByRuns(before).map((session) => [session.id, session]));
  for (let next = decided;;) {
    const held = heldByRuns(next);
    const changed = held.filter(({ id, fence }) => old.get(id)?.fence !== fence);
    if (changed.length === 0 && held.length === old.size) return next;
    try {
      store.save(held.map((session) => rowOf(session, sessions)));
      return next;
    } catch (cause) {
      if (changed.some(({ id }) => old.has(id))) throw cause;
      if (changed.length === 0) return next;
      for (const { id } of changed) refuse(sessions.get(id), cause);
      next = settle({ ...next, sessions: next.sessions.filter((one) => !changed.includes(one)) });
    }
  }
}

function heldByRuns({ sessions }: LeaseState): SessionState[] {
  return sessions.filter(({ isRun, fence }) => isRun && fence !== null);
}

function refuse(session: Session | undefined, cause: unknown): void {
  if (session !== undefined) session.refusal = cause as Error;
}

function rowOf(
  { id, owner, servers, fence }: SessionState,
  sessions: ReadonlyMap<number, Session>,
): StoredRunLease {
  const session = sessions.get(id);
  return {
    leaseId: id,
    runId: owner,
    ownerName: session?.options.client.name ?? null,
    servers,
    reason: session?.options.reason ?? null,
    fence: fence ?? 0,
    since: session?.fence ? session.since : new Date().toISOString(),
  };
}
