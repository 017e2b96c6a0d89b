import { AppError, Cancelled } from "../errors.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { Client } from "../domain/client.ts";
import type { History, LeaseEnd, OpenRecord } from "../domain/history.ts";
import { type Holding, ownerOf } from "./holding.ts";
import {
  decide,
  FREE,
  type LeaseEvent,
  type LeaseRules,
  type LeaseStatus,
  lockOwnerOf,
} from "../domain/lease.ts";
import type { Operation } from "../domain/operation.ts";
import { newSession, type Session } from "./session.ts";
import { UuidV7 } from "./uuid_v7.ts";

/** What {@linkcode Leases} is made with. */
export interface LeasesOptions extends LeaseRules {
  /** A session that runs nothing for so long is freed; 0 = never. */
  readonly sessionIdleSeconds: number;
  /** Told of every change, once and in order. */
  readonly announce: (status: EventOf<"lock_status" | "session_status">) => void;
  /** Keeps who had what. */
  readonly history: Pick<History, "beginLease">;
}

/** Operation that asks for its lease. */
export interface LeaseRequest extends Pick<Holding, "serverName"> {
  /** Stopped by `cancel` and `end_session`. */
  readonly operation: Operation;
  /** Kind of the operation. */
  readonly kind: "command" | "terminal" | "transfer";
}

/** Lease of an operation. Disposing it ends it. */
export interface Lease extends Disposable {
  /** Id of the operation: a UUID of version 7. */
  readonly operationId: string;
}

/** The live side of the state machine in `lease.ts`: what runs, who is told, when a session expires. */
export class Leases implements LeaseStatus {
  readonly #options: LeasesOptions;
  readonly #running = new Map<string, Holding & Pick<LeaseRequest, "operation">>();
  readonly #ids = new UuidV7();
  #state = FREE;
  #session: Session | undefined;
  #lock: OpenRecord<LeaseEnd> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** Starts with nothing held. */
  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Status of the lock, as clients are told. */
  get lockStatus(): EventOf<"lock_status"> {
    const id = lockOwnerOf(this.#state, this.#options);
    const owner = ownerOf(id === null ? undefined : this.#running.get(id));
    const message = owner === null ? "Not locked" : `Locked by ${described(owner)}`;
    return {
      type: "lock_status",
      locked: owner !== null,
      lock_owner: owner?.id ?? null,
      owner,
      message,
    };
  }

  /** Status of the session, as clients are told. */
  get sessionStatus(): EventOf<"session_status"> {
    const owner = ownerOf(this.#session);
    const message = owner === null ? "No session is active" : `Session of ${described(owner)}`;
    return {
      type: "session_status",
      session_active: owner !== null,
      session_owner: owner?.id ?? null,
      owner,
      message,
    };
  }

  /** Owner of the session or the lock: there is at most one. */
  get owner(): Owner {
    return this.sessionStatus.owner ?? this.lockStatus.owner;
  }

  /** Changes the name or the absence of `client`. Everyone is told if it owns something. */
  update(client: Client, change: Partial<Pick<Client, "name" | "awayUntil">>): void {
    const { name, awayUntil } = client;
    Object.assign(client, change);
    if (client.name === name && client.awayUntil === awayUntil) return;
    for (const status of [this.lockStatus, this.sessionStatus]) {
      if (status.owner?.id === client.connectionId) this.#options.announce(status);
    }
  }

  /** Whether a connection runs an operation or has the session. */
  isHolder(connectionId: string): boolean {
    return this.#running.has(connectionId) ||
      this.#session?.client.connectionId === connectionId;
  }

  /**
   * Gives `client` the session until it gives it back, it expires, or `signal` aborts.
   *
   * @returns what settles when the session is over, and rejects with 50002 when it expired
   * @throws {AppError} 50004, 50008, 50010
   */
  startSession(client: Client, signal: AbortSignal): { readonly over: Promise<void> } {
    signal.throwIfAborted();
    const session = this.#apply({ type: "start_session", by: client.connectionId }, () => {
      const note = this.#options.history.beginLease({ ...client, kind: "session" });
      return this.#session = newSession(client, note);
    });
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
  async endSession({ connectionId }: Pick<Client, "connectionId">): Promise<void> {
    const session = this.#session;
    this.#apply({ type: "end_session", by: connectionId });
    this.operationOf(connectionId)?.stop(new Cancelled("The session was ended"));
    await session?.over.promise;
  }

  /**
   * Gives `client` the right to run an operation until the lease is disposed; a transfer only
   * inside a session.
   *
   * @throws {AppError} 50005, 50006, 50008, 50010
   */
  take(client: Client, { operation, kind, serverName }: LeaseRequest): Lease {
    const by = client.connectionId;
    this.#apply({ type: kind === "transfer" ? "run_transfer" : "run_command", by }, () => {
      this.#running.set(by, {
        client,
        operation,
        kind,
        serverName,
        since: new Date().toISOString(),
      });
      if (lockOwnerOf(this.#state, this.#options) !== by) return;
      this.#lock = this.#options.history.beginLease({ ...client, kind: "lock" });
    });
    return {
      operationId: this.#ids.next(),
      [Symbol.dispose]: () => {
        this.#apply({ type: "operation_ended", by }, () => this.#running.delete(by));
      },
    };
  }

  /** What a connection runs, if anything. */
  operationOf(connectionId: string): Operation | undefined {
    return this.#running.get(connectionId)?.operation;
  }

  /** The running operation of `holder`. @throws {AppError} 50011 when there is none */
  runningOf({ connectionId }: Pick<Client, "connectionId">): Operation {
    const operation = this.operationOf(connectionId);
    if (operation !== undefined) return operation;
    throw new AppError("TASK_NOT_FOUND", "This connection runs no operation");
  }

  /**
   * Goes to the next state, calls `enter`, and then tells everyone.
   *
   * @returns what `enter` returns
   * @throws {AppError} when the event is refused
   */
  #apply<Result>(event: LeaseEvent, enter: () => Result): Result;
  #apply(event: LeaseEvent): void;
  #apply<Result>(event: LeaseEvent, enter?: () => Result): Result | undefined {
    const next = decide(this.#state, event, this.#options);
    if (next instanceof AppError) throw next;
    const { lock_owner: lockOwner } = this.lockStatus;
    const { session_owner: sessionOwner } = this.sessionStatus;
    this.#state = next;
    const result = enter?.();
    if (lockOwnerOf(next, this.#options) === null) this.#closeLock();
    if (next.session === null) this.#closeSession();
    if (this.lockStatus.lock_owner !== lockOwner) this.#options.announce(this.lockStatus);
    if (this.sessionStatus.session_owner !== sessionOwner) {
      this.#options.announce(this.sessionStatus);
    }
    this.#watchIdleness();
    return result;
  }

  /** Frees the session without being asked to by its owner. */
  #lose(session: Session, why: LeaseEnd): void {
    session.why = why;
    this.#apply({ type: "session_lost", by: session.client.connectionId });
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

function described({ id, away_until }: NonNullable<Owner>): string {
  return away_until === null ? id : `${id}, who is away`;
}
