import type { LeaseState, RunningState, SessionState } from "./lease_state.ts";
import { overlaps, type ServerSet } from "./server_set.ts";

/**
 * Brings sessions and asks to rest. Frees sessions that are ending and run nothing, drops asks
 * whose wait is over at `nowMs`, and grants each ask that shares no server with a session, with an
 * operation outside the sessions, or with an earlier ask. A grant is for the whole set of servers.
 *
 * @param nowMs Present time, in milliseconds. Default: no wait is over.
 */
export function settle(state: LeaseState, nowMs = -Infinity): LeaseState {
  const busy = new Set(state.running.map(({ leaseId }) => leaseId));
  const live = state.sessions.filter((session) =>
    session.fence === null
      ? !session.isEnding && session.waitUntilMs > nowMs
      : !session.isEnding || busy.has(session.id)
  );
  const taken = new TakenServers();
  for (const { fence, servers } of live) if (fence !== null) taken.add(servers);
  for (const { leaseId, servers } of state.running) if (leaseId === null) taken.add(servers);
  let { counter } = state;
  const sessions = live.map((session) => {
    if (session.fence !== null) return session;
    const isFree = !taken.includesAnyOf(session.servers);
    taken.add(session.servers);
    return isFree ? { ...session, fence: ++counter } : session;
  });
  const isSame = counter === state.counter && sessions.length === state.sessions.length;
  return isSame ? state : { ...state, sessions, counter };
}

/** Servers that later asks cannot have. */
class TakenServers {
  readonly #names = new Set<string>();
  #isAll = false;

  add(servers: ServerSet): void {
    if (servers === "*") this.#isAll = true;
    else for (const name of servers) this.#names.add(name);
  }

  includesAnyOf(servers: ServerSet): boolean {
    if (this.#isAll) return true;
    return servers === "*" ? this.#names.size > 0 : servers.some((name) => this.#names.has(name));
  }
}

/** Place of an ask in the queue. */
export interface Place {
  /** Number of the place: 1, and one more for each earlier ask that shares a server. */
  readonly position: number;
  /** First sessions, operations and asks that are in the way: those that hold come first. */
  readonly blockedBy: readonly (SessionState | RunningState)[];
}

/** Maximum number of the sessions, operations and asks that an ask is told of. */
const MAX_BLOCKERS = 10;

/** Returns the place of an ask that waits; without an `id`, that of an ask made now. */
export function placeOf(
  { sessions, running }: LeaseState,
  ask: Pick<SessionState, "servers"> & Partial<Pick<SessionState, "id">>,
): Place {
  const inTheWay: (SessionState | RunningState)[] = [];
  const earlier: SessionState[] = [];
  let position = 1;
  for (const session of sessions) {
    // Nobody behind the ask has one of its servers.
    if (session.id === ask.id) break;
    const isEarlier = session.fence === null;
    if (!overlaps(session.servers, ask.servers)) continue;
    if (!isEarlier) inTheWay.push(session);
    else if (++position <= MAX_BLOCKERS + 1) earlier.push(session);
  }
  for (const one of running) {
    if (one.leaseId === null && overlaps(one.servers, ask.servers)) inTheWay.push(one);
  }
  return { position, blockedBy: [...inTheWay, ...earlier].slice(0, MAX_BLOCKERS) };
}
