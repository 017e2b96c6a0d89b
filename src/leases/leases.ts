import type { ClientIdentity } from "../domain/client.ts";
import type { LeaseEnd, OpenRecord } from "../domain/history.ts";
import { decide, FREE, type LeaseEvent, type LeaseStatus, lockOwnerOf } from "../domain/lease.ts";
import { refuseOperation } from "../domain/operation_limits.ts";
import { AppError, Cancelled } from "../errors.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";
import { lockStatusOf, sessionStatusOf } from "./claim.ts";
import { ClientOperations } from "./client_operations.ts";
import type { Lease, LeaseRequest, LeasesOptions, RunningOperation } from "./leases_options.ts";
import {
  addMember,
  type Membership,
  newSession,
  type Session,
  settleSession,
  type Takeover,
} from "./session.ts";
import { UuidV7 } from "./uuid_v7.ts";

/** Event, with the servers of an operation that is to start. */
type Change = LeaseEvent & Partial<Pick<LeaseRequest, "servers">>;

/** Session, lock and running operations of all clients. Announces each change. */
export class Leases implements LeaseStatus {
  /** Running operations of the clients. */
  readonly operations: ClientOperations;
  readonly #options: LeasesOptions;
  readonly #running = new Map<string, RunningOperation>();
  readonly #ids = new UuidV7();
  #state = FREE;
  #session: Session | undefined;
  #lock: OpenRecord<LeaseEnd> | undefined;

  /** Creates leases of which none is taken. */
  constructor(options: LeasesOptions) {
    this.#options = options;
    this.operations = new ClientOperations(this.#running);
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

  /** Checks whether a client runs an operation, or owns the session or has joined it. */
  hasLease({ id }: Pick<ClientIdentity, "id">): boolean {
    return this.operations.of(id) !== undefined || this.#session?.client.id === id ||
      this.#session?.members.has(id) === true;
  }

  /** Returns the secret of the session that `client` owns, or `null`. */
  sessionTokenOf({ id }: Pick<ClientIdentity, "id">): string | null {
    return this.#session?.client.id === id ? this.#session.token : null;
  }

  /**
   * Gives `client` the session until it ends it, the session expires, or `signal` aborts.
   *
   * @returns the secret with which others join, and `over`, which settles when the session is over,
   * with the takeover that ended it, and rejects with 50002 when it expired
   * @throws {AppError} 50004, 50008, 50010
   */
  startSession(
    client: ClientIdentity,
    signal: AbortSignal,
  ): { readonly token: string; readonly over: Promise<Takeover | undefined> } {
    signal.throwIfAborted();
    const token = crypto.randomUUID();
    const session: Session = this.#apply(
      { type: "start_session", clientId: client.id, token },
      () => {
        const { history, sessionIdleSeconds: idleSeconds } = this.#options;
        const record = history.beginLease({ kind: "session", client });
        const onIdle = () => this.#endSession(session, "expired");
        return this.#session = newSession(client, { token, record, idleSeconds, onIdle });
      },
    );
    const lose = () => {
      this.#endSession(session, "disconnected");
      this.#stopAll(new Cancelled("The owner of the session is gone"), client.id);
    };
    signal.addEventListener("abort", lose, { signal: session.ended.signal });
    if (signal.aborted) lose(); // The announcement can close this client.
    return { token, over: session.over.promise };
  }

  /**
   * Makes `client` a member of the session with the secret `token`, until it leaves or the session
   * is over. Disposing the membership leaves the session.
   *
   * @throws {AppError} 50004, 50005, 50007, 50010
   */
  joinSession({ id: clientId }: Pick<ClientIdentity, "id">, token: string): Membership {
    return this.#apply({ type: "join_session", clientId, token }, () => {
      const session = this.#session as Session; // Without one, joining is refused.
      return addMember(session, {
        clientId,
        leave: () => this.#apply({ type: "session_lost", clientId }),
      });
    });
  }

  /**
   * Ends the session when `client` owns it: everything in it is cancelled, and ends before that.
   * A member leaves the session: its own operation is cancelled, and ends before this resolves.
   *
   * @returns whether the client owned the session
   * @throws {AppError} 50005, 50006
   */
  async endSession({ id }: Pick<ClientIdentity, "id">): Promise<boolean> {
    const session = this.#session;
    const own = this.#running.get(id);
    this.#apply({ type: "end_session", clientId: id });
    if (session?.client.id === id) {
      this.#stopAll(new Cancelled("The session was ended"));
      await session.over.promise;
      return true;
    }
    own?.operation.stop(new Cancelled("The session was left"));
    await own?.ended.promise;
    return false;
  }

  /**
   * Ends the session of its owner, or the operation that has the lock. Everything that runs in the
   * session is cancelled.
   *
   * @returns the owner
   * @throws {AppError} 50005 when there is neither
   */
  takeOver(takeover: Takeover): NonNullable<Owner> {
    const { owner } = this;
    if (owner === null) throw new AppError("NO_ACTIVE_SESSION", "Nobody has the session or lock");
    const session = this.#session;
    if (session !== undefined) {
      session.takeover = takeover;
      this.#endSession(session, "taken_over");
    }
    this.#stopAll(new Cancelled(`Ended by an administrator: ${takeover.reason}`));
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
    const ended = Promise.withResolvers<void>();
    this.operations.refuseAttending(clientId);
    this.#apply({ type, clientId, servers: request.servers }, () => {
      const since = new Date().toISOString();
      this.#running.set(clientId, { client, ...request, operationId, since, ended });
      if (lockOwnerOf(this.#state, this.#options) !== clientId) return;
      this.#lock = this.#options.history.beginLease({ kind: "lock", client });
    });
    return {
      operationId,
      [Symbol.dispose]: () => {
        this.#apply({ type: "operation_ended", clientId }, () => this.#running.delete(clientId));
        ended.resolve();
      },
    };
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
    if (this.#session !== undefined) settleSession(this.#session, next);
    if (next.session === null) this.#session = undefined;
    if (this.lockStatus.lock_owner !== lockStatus.lock_owner) {
      this.#options.announce(this.lockStatus);
    }
    const status = this.sessionStatus;
    if (status.session_owner !== sessionStatus.session_owner) {
      this.#options.announce(reason === undefined ? status : { ...status, reason });
    } else if (status.owner?.operation_id !== sessionStatus.owner?.operation_id) {
      this.#options.announce(status, "operations");
    }
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

  /** Stops the operations of the session or the lock. That of the client `except` stays. */
  #stopAll(reason: Cancelled, except?: string): void {
    for (const [id, { operation }] of this.#running) if (id !== except) operation.stop(reason);
  }
}
