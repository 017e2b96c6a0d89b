import type { ClientIdentity } from "../domain/client.ts";
import type { LeaseEnd, OpenRecord } from "../domain/history.ts";
import { decide, FREE, type LeaseEvent, type LeaseStatus, lockOwnerOf } from "../domain/lease.ts";
import type { Operation } from "../domain/operation.ts";
import { refuseOperation } from "../domain/operation_limits.ts";
import { AppError, Cancelled } from "../errors.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";
import { type Claim, lockStatusOf, sessionStatusOf } from "./claim.ts";
import type { Lease, LeaseRequest, LeasesOptions } from "./leases_options.ts";
import { newSession, type Session, type Takeover } from "./session.ts";
import { UuidV7 } from "./uuid_v7.ts";

/** Event, with the servers of an operation that is to start. */
type Change = LeaseEvent & Partial<Pick<LeaseRequest, "servers">>;

/** Session, lock and running operations of all clients. Announces each change. */
export class Leases implements LeaseStatus {
  readonly #options: LeasesOptions;
  readonly #running = new Map<string, Claim & Pick<LeaseRequest, "operation" | "servers">>();
  readonly #ids = new UuidV7();
  #state = FREE;
  #session: Session | undefined;
  #lock: OpenRecord<LeaseEnd> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** Creates leases of which none is taken. */
  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Status of the lock, as clients are told. */
  get lockStatus(): EventOf<"lock_status"> {
    const id = lockOwnerOf(this.#state, this.#options);
    return lockStatusOf(id === null ? undefined : this.#running.get(id));
  }

  /** Status of the session, as clients are told. */
  get sessionStatus(): EventOf<"session_status"> {
    const operationId = this.#running.get(this.#state.running[0] ?? "")?.operationId ?? null;
    return sessionStatusOf(this.#session && { ...this.#session, operationId });
  }

  /** Owner of the session or the lock: there is at most one. */
  get owner(): Owner {
    return this.sessionStatus.owner ?? this.lockStatus.owner;
  }

  /** Changes the name or the absence of `client`. Everyone is told if it owns a lease. */
  update(
    client: ClientIdentity,
    change: Partial<Pick<ClientIdentity, "name" | "awayUntil">>,
  ): void {
    const { name, awayUntil } = client;
    Object.assign(client, change);
    if (client.name === name && client.awayUntil === awayUntil) return;
    for (const status of [this.lockStatus, this.sessionStatus]) {
      if (status.owner?.id === client.id) this.#options.announce(status);
    }
  }

  /** Checks whether a client runs an operation or owns the session. */
  isOwner({ id }: Pick<ClientIdentity, "id">): boolean {
    return this.#running.has(id) || this.#session?.client.id === id;
  }

  /**
   * Gives `client` the session until it ends it, the session expires, or `signal` aborts.
   *
   * @returns `over`, which settles when the session is over, with the takeover that ended it, and
   * rejects with 50002 when it expired
   * @throws {AppError} 50004, 50008, 50010
   */
  startSession(
    client: ClientIdentity,
    signal: AbortSignal,
  ): { readonly over: Promise<Takeover | undefined> } {
    signal.throwIfAborted();
    const session = this.#apply({ type: "start_session", clientId: client.id }, () => {
      const record = this.#options.history.beginLease({ kind: "session", client });
      return this.#session = newSession(client, record);
    });
    const lose = () => this.#endSession(session, "disconnected");
    signal.addEventListener("abort", lose, { signal: session.ended.signal });
    if (signal.aborted) lose(); // The announcement can close this client.
    return { over: session.over.promise };
  }

  /**
   * Ends the session of `client`. Its running operation is cancelled and ends before that.
   *
   * @throws {AppError} 50005, 50006
   */
  async endSession({ id }: Pick<ClientIdentity, "id">): Promise<void> {
    const session = this.#session;
    this.#apply({ type: "end_session", clientId: id });
    this.operationOf(id)?.stop(new Cancelled("The session was ended"));
    await session?.over.promise;
  }

  /**
   * Ends the session of its owner, or the operation that has the lock. The running operation
   * is cancelled.
   *
   * @returns the owner
   * @throws {AppError} 50005 when there is neither
   */
  takeOver(takeover: Takeover): NonNullable<Owner> {
    const { owner } = this;
    if (owner === null) throw new AppError("NO_ACTIVE_SESSION", "Nobody has the session or lock");
    const session = this.#session;
    const operation = this.operationOf(owner.id);
    if (session !== undefined) {
      session.takeover = takeover;
      this.#endSession(session, "taken_over");
    }
    operation?.stop(new Cancelled(`Ended by an administrator: ${takeover.reason}`));
    return owner;
  }

  /**
   * Registers an operation of `client` until the result is disposed. A transfer needs a session.
   *
   * @throws {AppError} 50005, 50006, 50008, 50010; 14001 when too many operations run
   */
  acquire(client: ClientIdentity, request: LeaseRequest): Lease {
    const { id: clientId } = client;
    const operationId = this.#ids.next();
    const type = request.kind === "transfer" ? "run_transfer" : "run_command";
    this.#apply({ type, clientId, servers: request.servers }, () => {
      const since = new Date().toISOString();
      this.#running.set(clientId, { client, ...request, operationId, since });
      if (lockOwnerOf(this.#state, this.#options) !== clientId) return;
      this.#lock = this.#options.history.beginLease({ kind: "lock", client });
    });
    return {
      operationId,
      [Symbol.dispose]: () => {
        this.#apply({ type: "operation_ended", clientId }, () => this.#running.delete(clientId));
      },
    };
  }

  /** Returns the running operation of a client, or `undefined`. */
  operationOf(clientId: string): Operation | undefined {
    return this.#running.get(clientId)?.operation;
  }

  /** Returns the running operation of `client`. @throws {AppError} 50011 when there is none */
  runningOf({ id }: Pick<ClientIdentity, "id">): Operation {
    const operation = this.operationOf(id);
    if (operation !== undefined) return operation;
    throw new AppError("TASK_NOT_FOUND", "This connection runs no operation");
  }

  /**
   * Changes to the next state, calls `enter`, and then tells everyone.
   *
   * @returns the result of `enter`
   * @throws {AppError} 50004, 50005, 50006, 50008, 50010, 14001 when the event is refused
   */
  #apply<Result>(event: Change, enter: () => Result): Result;
  #apply(event: Change): void;
  #apply<Result>({ servers, ...event }: Change, enter?: () => Result): Result | undefined {
    const next = decide(this.#state, event, this.#options);
    if (next instanceof AppError) throw next;
    const running = [...this.#running.values()].map(({ servers }) => servers);
    const refusal = servers && refuseOperation(servers, { running, limits: this.#options });
    if (refusal !== undefined) throw refusal;
    const { lockStatus, sessionStatus } = this;
    const reason = this.#session?.takeover?.reason;
    this.#state = next;
    const result = enter?.();
    if (lockOwnerOf(next, this.#options) === null) this.#closeLock();
    if (next.session === null) this.#closeSession();
    if (this.lockStatus.lock_owner !== lockStatus.lock_owner) {
      this.#options.announce(this.lockStatus);
    }
    const status = this.sessionStatus;
    if (status.session_owner !== sessionStatus.session_owner) {
      this.#options.announce(reason === undefined ? status : { ...status, reason });
    } else if (status.owner?.operation_id !== sessionStatus.owner?.operation_id) {
      this.#options.announce(status, "operations");
    }
    this.#watchIdleness();
    return result;
  }

  /** Ends a session that its owner did not end. After a takeover the owner can be gone too. */
  #endSession(session: Session, endedBy: LeaseEnd): void {
    session.endedBy = session.takeover === undefined ? endedBy : "taken_over";
    this.#apply({ type: "session_lost", clientId: session.client.id });
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
    session.record.end(session.endedBy);
    if (session.endedBy !== "expired") return session.over.resolve(session.takeover);
    const detail = `The session ran nothing for ${this.#options.sessionIdleSeconds} s`;
    session.over.reject(new AppError("SESSION_EXPIRED", detail));
  }

  /** Restarts the idle timeout after each change. No timeout runs during an operation. */
  #watchIdleness(): void {
    clearTimeout(this.#idle);
    const session = this.#session;
    const { sessionIdleSeconds } = this.#options;
    if (session === undefined || sessionIdleSeconds === 0 || this.#state.running.length > 0) return;
    const expire = () => this.#endSession(session, "expired");
    this.#idle = setTimeout(expire, sessionIdleSeconds * 1000);
  }
}
