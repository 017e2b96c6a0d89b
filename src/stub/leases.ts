import { AppError, Cancelled } from "../errors.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { History, HoldEnd, Holder, Note } from "./history.ts";
import { decide, FREE, type LeaseEvent, type LeaseRules, lockOwnerOf } from "./lease.ts";
import type { Operation } from "./operation.ts";

/** What {@linkcode Leases} is made with. */
export interface LeasesOptions extends LeaseRules {
  /** A session that runs nothing for so long is freed; 0 = never. */
  readonly sessionIdleSeconds: number;
  /** Told of every change, once and in order. */
  readonly announce: (status: EventOf<"lock_status" | "session_status">) => void;
  /** Keeps who had what. */
  readonly history: Pick<History, "beginHold">;
}

/** What there is of the session beside its place in the state. */
interface Session {
  readonly owner: string;
  readonly note: Note<HoldEnd>;
  /** Settles when the session is over. */
  readonly over: PromiseWithResolvers<void>;
  /** Aborts then, too. */
  readonly ended: AbortController;
  /** Why it ends, once it does. */
  why: HoldEnd;
}

/** The live side of the state machine in `lease.ts`: what runs, who is told, when a session expires. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #operations = new Map<string, Operation>();
  #state = FREE;
  #session: Session | undefined;
  #lock: Note<HoldEnd> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** Connections that were lost and may come back. */
  readonly #away = new Set<string>();

  /** Starts with nothing held. */
  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Who holds the lock, as clients are told. */
  get lockStatus(): EventOf<"lock_status"> {
    const owner = lockOwnerOf(this.#state, this.#options);
    const message = owner === null ? "Not locked" : `Locked by ${this.#named(owner)}`;
    return { type: "lock_status", locked: owner !== null, lock_owner: owner, message };
  }

  /** Who has the session, as clients are told. */
  get sessionStatus(): EventOf<"session_status"> {
    const owner = this.#state.session?.owner ?? null;
    const message = owner === null ? "No session is active" : `Session of ${this.#named(owner)}`;
    const isActive = owner !== null;
    return { type: "session_status", session_active: isActive, session_owner: owner, message };
  }

  /** Whether a connection was lost and may come back. */
  isAway(connectionId: string | null): boolean {
    return connectionId !== null && this.#away.has(connectionId);
  }

  /** Notes that a connection was lost, or is back: everyone is told what it holds. Or that it is gone, with what it held. */
  setPresence(connectionId: string, presence: "here" | "away" | "gone"): void {
    const wasAway = this.#away.delete(connectionId);
    if (presence === "away") this.#away.add(connectionId);
    if (presence === "gone" || wasAway === (presence === "away")) return;
    if (this.lockStatus.lock_owner === connectionId) this.#options.announce(this.lockStatus);
    if (this.sessionStatus.session_owner === connectionId) {
      this.#options.announce(this.sessionStatus);
    }
  }

  /** Whether a connection runs an operation or has the session. */
  isHolder(connectionId: string): boolean {
    return this.#operations.has(connectionId) || this.#session?.owner === connectionId;
  }

  /**
   * Gives `holder` the session until it gives it back, it expires, or `signal` aborts.
   *
   * @returns what settles when the session is over, and rejects with 50002 when it expired
   * @throws {AppError} 50004, 50008, 50010
   */
  startSession(holder: Holder, signal: AbortSignal): { readonly over: Promise<void> } {
    signal.throwIfAborted();
    const owner = holder.connectionId;
    this.#apply({ type: "start_session", by: owner });
    const session: Session = {
      owner,
      note: this.#options.history.beginHold({ ...holder, kind: "session" }),
      over: Promise.withResolvers(),
      ended: new AbortController(),
      why: "released",
    };
    session.over.promise.catch(() => {}); // Awaited by who started it; a client that is gone is told nothing.
    this.#session = session;
    this.#watchIdleness();
    const lose = () => this.#lose(session, "disconnected");
    signal.addEventListener("abort", lose, { signal: session.ended.signal });
    if (signal.aborted) lose(); // Telling everyone can end a connection that reads nothing.
    return { over: session.over.promise };
  }

  /**
   * Takes the session back from `holder`; what it still runs is cancelled and ends before that.
   *
   * @throws {AppError} 50005, 50006
   */
  async endSession({ connectionId }: Holder): Promise<void> {
    const session = this.#session;
    this.#apply({ type: "end_session", by: connectionId });
    this.#operations.get(connectionId)?.stop(new Cancelled("The session was ended"));
    await session?.over.promise;
  }

  /**
   * Gives `holder` the right to run `operation` until the lease is disposed; a transfer only inside a session.
   *
   * @throws {AppError} 50005, 50006, 50008, 50010
   */
  take(
    holder: Holder,
    { operation, type }: { operation: Operation; type: "run_command" | "run_transfer" },
  ): Disposable {
    const by = holder.connectionId;
    this.#apply({ type, by });
    this.#operations.set(by, operation);
    if (lockOwnerOf(this.#state, this.#options) === by) {
      this.#lock = this.#options.history.beginHold({ ...holder, kind: "lock" });
    }
    return {
      [Symbol.dispose]: () => {
        this.#operations.delete(by);
        this.#apply({ type: "operation_ended", by });
      },
    };
  }

  /** What a connection runs, if anything. */
  operationOf(connectionId: string): Operation | undefined {
    return this.#operations.get(connectionId);
  }

  /** The running operation of `holder`. @throws {AppError} 50011 when there is none */
  runningOf({ connectionId }: Holder): Operation {
    const operation = this.operationOf(connectionId);
    if (operation !== undefined) return operation;
    throw new AppError("TASK_NOT_FOUND", "This connection runs no operation");
  }

  /** Goes to the next state, and does what follows from it. @throws {AppError} when the event is refused */
  #apply(event: LeaseEvent): void {
    const next = decide(this.#state, event, this.#options);
    if (next instanceof AppError) throw next;
    const { lock_owner: lockOwner } = this.lockStatus;
    const { session_owner: sessionOwner } = this.sessionStatus;
    this.#state = next;
    if (lockOwnerOf(next, this.#options) === null) this.#closeLock();
    if (next.session === null) this.#closeSession();
    if (this.lockStatus.lock_owner !== lockOwner) this.#options.announce(this.lockStatus);
    if (this.sessionStatus.session_owner !== sessionOwner) {
      this.#options.announce(this.sessionStatus);
    }
    this.#watchIdleness();
  }

  #named(connectionId: string): string {
    return this.#away.has(connectionId) ? `${connectionId}, who is away` : connectionId;
  }

  /** Frees the session without being asked to by its owner. */
  #lose(session: Session, why: HoldEnd): void {
    session.why = why;
    this.#apply({ type: "session_lost", by: session.owner });
  }

  #closeLock(): void {
    this.#lock?.end("released");
    this.#lock = undefined;
  }

  #closeSession(): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    session.ended.abort();
    session.note.end(session.why);
    if (session.why !== "expired") return session.over.resolve();
    const detail = `The session ran nothing for ${this.#options.sessionIdleSeconds} s`;
    session.over.reject(new AppError("SESSION_EXPIRED", detail));
  }

  /** A session's time runs while nothing runs in it, and starts anew with every change. */
  #watchIdleness(): void {
    clearTimeout(this.#idle);
    const session = this.#session;
    const { sessionIdleSeconds } = this.#options;
    if (session === undefined || sessionIdleSeconds === 0 || this.#state.running.length > 0) return;
    this.#idle = setTimeout(() => this.#lose(session, "expired"), sessionIdleSeconds * 1000);
  }
}
