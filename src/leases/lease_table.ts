import type { LeaseEnd, OpenRecord, RecordedClient } from "../domain/history.ts";
import { type Ask, decide, type LeaseEvent, lockOwnerOf } from "../domain/lease.ts";
import { FREE, type LeaseState, type SessionState } from "../domain/lease_state.ts";
import { refuseOperation } from "../domain/operation_limits.ts";
import { overlaps } from "../domain/server_set.ts";
import { AppError } from "../errors.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { ActiveLease } from "../protocol/session_events.ts";
import { type Claim, lockStatusOf, ownerOf, serverNames, sessionStatusOf } from "./claim.ts";
import type { LeasesOptions, RunningOperation } from "./leases_options.ts";
import type { Session } from "./session.ts";
import { moveAsks } from "./move_asks.ts";
import { stored } from "./stored.ts";

/** Number of lease numbers that are reserved at a time. */
const BLOCK = 1_000;

/** Longest wait that a timer ends, in seconds. */
const MAX_TIMER_SECONDS = 2_000_000;

/** State of the leases, with their sessions and running operations. Announces each change. */
export class LeaseTable {
  /** Running operations of the clients. */
  readonly running = new Map<string, RunningOperation>();
  /** Sessions that wait or are held, by the numbers of their leases. */
  readonly sessions = new Map<number, Session>();
  readonly #options: LeasesOptions;
  #state: LeaseState;
  #reserved: number;
  #lock: OpenRecord<LeaseEnd> | undefined;

  /** Creates a table in which nothing is taken. */
  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#reserved = options.store.reserved;
    this.#state = { ...FREE, counter: this.#reserved };
  }

  /** State. */
  get state(): LeaseState {
    return this.#state;
  }

  /** Status of the lock, as clients are told. */
  get lockStatus(): EventOf<"lock_status"> {
    const id = lockOwnerOf(this.#state, this.#options);
    return lockStatusOf(id === null ? undefined : this.running.get(id));
  }

  /** Status of the sessions, as clients are told. */
  get sessionStatus(): EventOf<"session_status"> {
    const held = [...this.sessions.values()].filter(({ fence }) => fence !== null);
    held.sort((a, b) => a.firstFence - b.firstFence);
    return sessionStatusOf(held.map((session) => this.#activeLease(session)));
  }

  /** Returns the session that a client owns or has joined, or the one for which it waits. */
  sessionOf(clientId: string): Session | undefined {
    const isIn = ({ owner, members }: SessionState) =>
      owner === clientId || members.includes(clientId);
    return this.sessions.get(this.#state.sessions.find(isIn)?.id ?? 0);
  }

  /** Returns the running operations in the session `leaseId`, or outside all sessions for null. */
  operationsIn(leaseId: number | null): RunningOperation[] {
    const inside = this.#state.running.filter((one) => one.leaseId === leaseId);
    return inside.flatMap(({ clientId }) => this.running.get(clientId) ?? []);
  }

  /** Returns a session as clients are told. */
  claimOf({ id, options, since }: Session): Claim {
    const { client, isRun } = options;
    const operationId = this.operationsIn(id)[0]?.operationId ?? null;
    return { client, kind: isRun ? "job" : "session", serverName: null, operationId, since };
  }

  /** Returns the number of asks that wait for a server of a session. */
  waitingFor({ id, options: { servers } }: Session): number {
    return this.#state.sessions
      .filter((one) => one.fence === null && one.id !== id && overlaps(one.servers, servers))
      .length;
  }

  /** Adds a lease that a run holds since before the service was started. */
  restore(session: Session, state: SessionState): void {
    this.sessions.set(session.id, session);
    this.#state = { ...this.#state, sessions: [...this.#state.sessions, state] };
    session.settle(state, false);
  }

  /**
   * Asks for a session, which is granted or waits then.
   *
   * @throws {AppError} 50004, 50008, 50010, 41000 when it is refused
   */
  ask(
    create: (id: number) => Session,
    { waitSeconds, ...ask }: Omit<Ask, "type" | "waitUntilMs"> & { readonly waitSeconds: number },
  ): Session {
    const session = create(this.#state.counter + 1);
    this.sessions.set(session.id, session);
    const nowMs = performance.now() + waitSeconds * 1000;
    const waitUntilMs = waitSeconds > 0 ? nowMs : undefined;
    try {
      this.apply({ type: "start_session", ...ask, waitUntilMs });
    } catch (cause) {
      this.sessions.delete(session.id);
      throw cause;
    }
    if (session.isWaiting && waitSeconds <= MAX_TIMER_SECONDS) {
      const expire = () => this.apply({ type: "time_passed", nowMs });
      const timer = setTimeout(expire, waitSeconds * 1000);
      session.wait.defer(() => clearTimeout(timer));
    }
    return session;
  }

  /**
   * Changes to the next state, calls `enter`, and then tells everyone.
   *
   * @returns the result of `enter`
   * @throws {AppError} 50004, 50005, 50006, 50007, 50008, 50010, 14001 when the event is refused;
   * 41000 when it cannot be stored
   */
  apply<Result = void>(event: LeaseEvent, enter: () => Result = () => undefined as Result): Result {
    const decided = decide(this.#state, event, this.#options);
    if (decided instanceof AppError) throw decided;
    if (event.type === "run_command" || event.type === "run_transfer") this.#limit(event.servers);
    this.#reserve(decided);
    const before = this.#state;
    const next = stored({ before, decided, sessions: this.sessions }, this.#options.store);
    const { lockStatus, sessionStatus } = this;
    this.#state = next;
    const result = enter();
    if (lockOwnerOf(next, this.#options) === null) this.#closeLock();
    const reason = this.#settle(next);
    if (isQueueMoved(before, next)) moveAsks(this);
    this.#announce({ lockStatus, sessionStatus, reason });
    return result;
  }

  /** Records that a client has taken the lock, if it owns it. */
  openLock(client: RecordedClient): void {
    if (lockOwnerOf(this.#state, this.#options) !== client.id) return;
    this.#lock = this.#options.history.beginLease({ kind: "lock", client });
  }

  /** Raises the counter. @throws {AppError} 41000 when that cannot be stored */
  raise(counter: number): void {
    const raised = { ...this.#state, counter: Math.max(counter, this.#state.counter) };
    this.#reserve(raised);
    this.#state = raised;
  }

  /** Checks the numbers of operations. @throws {AppError} 14001 */
  #limit(servers: readonly string[]): void {
    const running = [...this.running.values()].map(({ servers }) => servers);
    const refusal = refuseOperation(servers, { running, limits: this.#options });
    if (refusal !== undefined) throw refusal;
  }

  /** Reserves the numbers for all grants to asks that wait. @throws {AppError} 41000 */
  #reserve({ counter, sessions }: LeaseState): void {
    if (counter === this.#state.counter) return;
    const needed = counter + sessions.filter(({ fence }) => fence === null).length;
    if (needed <= this.#reserved) return;
    this.#options.store.reserve(needed + BLOCK);
    this.#reserved = needed + BLOCK;
  }

  /** Brings the sessions to the next state. Returns the reason of a takeover that ended one. */
  #settle({ sessions, running }: LeaseState): string | undefined {
    const states = new Map(sessions.map((state) => [state.id, state]));
    const busy = new Set(running.map(({ leaseId }) => leaseId));
    let reason: string | undefined;
    for (const [id, session] of this.sessions) {
      const state = states.get(id);
      if (state === undefined) this.sessions.delete(id);
      if (state === undefined && session.fence !== null) reason ??= session.takeover?.reason;
      session.settle(state, busy.has(id));
    }
    return reason;
  }

  #announce(
    { lockStatus, sessionStatus, reason }: Pick<LeaseTable, "lockStatus" | "sessionStatus"> & {
      readonly reason: string | undefined;
    },
  ): void {
    const { announce } = this.#options;
    if (this.lockStatus.lock_owner !== lockStatus.lock_owner) announce(this.lockStatus);
    const status = this.sessionStatus;
    if (sessionsKey(status) !== sessionsKey(sessionStatus)) {
      announce(reason === undefined ? status : { ...status, reason });
    } else if (operationsKey(status) !== operationsKey(sessionStatus)) {
      announce(status, "operations");
    }
  }

  #closeLock(): void {
    this.#lock?.end("released");
    this.#lock = undefined;
  }

  #activeLease(session: Session): ActiveLease {
    const { id, options: { servers, reason } } = session;
    const owner = ownerOf(this.claimOf(session));
    const waiting = this.waitingFor(session);
    return { lease_id: id, owner, servers: serverNames(servers), reason, waiting };
  }
}

/** Checks whether asks that wait can have got other places. */
function isQueueMoved(before: LeaseState, after: LeaseState): boolean {
  const outside = ({ running }: LeaseState) => running.filter(({ leaseId }) => leaseId === null);
  return before.sessions !== after.sessions || outside(before).length !== outside(after).length;
}

/** Returns a text that differs between sessions and numbers of asks that everyone is told. */
function sessionsKey({ leases }: EventOf<"session_status">): string {
  return leases.map(({ lease_id, waiting }) => `${lease_id}:${waiting}`).join();
}

/** Returns a text that differs between operations in the sessions. */
function operationsKey({ leases }: EventOf<"session_status">): string {
  return leases.map(({ owner }) => owner.operation_id).join();
}
