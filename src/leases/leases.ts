import type { ClientIdentity } from "../domain/client.ts";
import type { LeaseEnd } from "../domain/history.ts";
import type { LeaseStatus } from "../domain/lease_state.ts";
import type { RunLeases } from "../domain/run_leases.ts";
import { AppError, Cancelled } from "../errors.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";
import { ownerOf } from "./claim.ts";
import { ClientOperations } from "./client_operations.ts";
import { LeaseTable } from "./lease_table.ts";
import type {
  Lease,
  LeaseRequest,
  LeasesOptions,
  RunningOperation,
  SessionRequest,
} from "./leases_options.ts";
import { RunLeaseTable } from "./run_lease_table.ts";
import { Session } from "./session.ts";
import type { Asked, Membership, Takeover } from "./session_options.ts";
import { UuidV7 } from "./uuid_v7.ts";

/** Sessions, lock and running operations of all clients, and the leases of runs. */
export class Leases implements LeaseStatus {
  /** Running operations of the clients. */
  readonly operations: ClientOperations;
  /** Leases of runs. */
  readonly runs: RunLeases;
  readonly #options: LeasesOptions;
  readonly #table: LeaseTable;
  readonly #ids = new UuidV7();

  /** Creates leases of which none is taken but those that the store says. */
  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#table = new LeaseTable(options);
    this.operations = new ClientOperations(this.#table.running);
    this.runs = new RunLeaseTable(this.#table, options);
  }

  /** Status of the lock, as clients are told. */
  get lockStatus(): EventOf<"lock_status"> {
    return this.#table.lockStatus;
  }

  /** Status of the sessions, as clients are told. */
  get sessionStatus(): EventOf<"session_status"> {
    return this.#table.sessionStatus;
  }

  /** Owner of the oldest session, else of the lock. */
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
    if (change.awayUntil === null) this.#table.sessionOf(client.id)?.repeatPlace();
    if (client.name === name && client.awayUntil === awayUntil) return;
    const { lockStatus, sessionStatus } = this;
    const { announce } = this.#options;
    if (lockStatus.lock_owner === client.id) announce(lockStatus);
    if (sessionStatus.leases.some(({ owner }) => owner.id === client.id)) announce(sessionStatus);
  }

  /** Checks whether a client runs an operation, or is in a session or waits for one. */
  hasLease({ id }: Pick<ClientIdentity, "id">): boolean {
    return this.operations.of(id) !== undefined || this.#table.sessionOf(id) !== undefined;
  }

  /** Returns the secret of the session that `client` owns, or `null`. */
  sessionTokenOf({ id }: Pick<ClientIdentity, "id">): string | null {
    const session = this.#table.sessionOf(id);
    return session?.options.client.id === id && session.fence ? session.token : null;
  }

  /**
   * Asks for a session of `client`, which lasts until the client ends it, it expires, or the signal
   * of the request aborts. While it waits, the client runs an operation, which `cancel` stops.
   *
   * @throws {AppError} 50004, 50008, 50010 when it is refused; 41000
   */
  startSession(client: ClientIdentity, request: SessionRequest): Session {
    const { signal, servers = "*", waitSeconds = 0, reason = null } = request;
    signal.throwIfAborted();
    if (waitSeconds > 0) this.operations.refuseAttending(client.id);
    const token = crypto.randomUUID();
    const { history, sessionIdleSeconds: idleSeconds } = this.#options;
    const create = (id: number): Session => {
      const session: Session = new Session({
        ...{ id, client, isRun: false, servers, reason, token, idleSeconds },
        onIdle: () => this.#endSession(session, "expired"),
        begin: () => history.beginLease({ kind: "session", client, servers }),
      });
      return session;
    };
    const session = this.#table.ask(create, { clientId: client.id, servers, token, waitSeconds });
    if (session.isWaiting) {
      const leave = () => this.#table.apply({ type: "session_lost", clientId: client.id });
      this.operations.attendWait(session, { signal, leave });
    }
    const lose = () => this.#lose(session, client.id);
    signal.addEventListener("abort", lose, { signal: session.ended.signal });
    if (signal.aborted) lose(); // The announcement can close this client.
    return session;
  }

  /**
   * Makes `client` a member of the session with the secret `token`, until it leaves or the session
   * is over. Disposing the membership leaves the session.
   *
   * @throws {AppError} 50004, 50005, 50007, 50010
   */
  joinSession({ id: clientId }: Pick<ClientIdentity, "id">, token: string): Membership {
    return this.#table.apply({ type: "join_session", clientId, token }, () => {
      const session = this.#table.sessionOf(clientId) as Session; // The client is in it now.
      return session.addMember(clientId, () => {
        this.#table.apply({ type: "session_lost", clientId });
      });
    });
  }

  /**
   * Ends the session when `client` owns it: everything in it is cancelled, and ends before that.
   * A member leaves the session: its own operation is cancelled, and ends before this resolves.
   *
   * @param leaseId Number of the session. Default: that of the client.
   * @returns whether the client owned the session
   * @throws {AppError} 50005, 50006
   */
  async endSession(
    { id: clientId }: Pick<ClientIdentity, "id">,
    leaseId?: number,
  ): Promise<boolean> {
    const session = this.#table.sessionOf(clientId);
    const inside = this.#table.operationsIn(session?.id ?? 0);
    this.#table.apply({ type: "end_session", clientId, leaseId });
    if (session?.options.client.id === clientId) {
      stopAll(inside, new Cancelled("The session was ended"));
      await session.over;
      return true;
    }
    const own = inside.find(({ client }) => client.id === clientId);
    own?.operation.stop(new Cancelled("The session was left"));
    await own?.ended.promise;
    return false;
  }

  /**
   * Tells the owner of a session the question of another client.
   *
   * @throws {AppError} 50005 when there is no such session; 50006 when a run holds the servers
   */
  ask(leaseId: number, question: Omit<Asked, "waiting">): void {
    const session = this.#table.sessions.get(leaseId);
    if (session === undefined || session.isWaiting) throw unknownSession(leaseId);
    if (session.options.isRun) {
      const detail = "A run holds the servers: cancel the run, or wait for its end";
      throw new AppError("SESSION_PERMISSION_DENIED", detail);
    }
    session.ask({ ...question, waiting: this.#table.waitingFor(session) });
  }

  /**
   * Ends a session of its owner, an ask that waits, or the operation that has the lock. Everything
   * that runs in the session is cancelled. A run is told, and releases its lease.
   *
   * @param leaseId Number of the session. Default: the oldest session, else the lock.
   * @returns the owner
   * @throws {AppError} 50005 when there is no such session, or nothing to end
   */
  takeOver(takeover: Takeover, leaseId?: number): NonNullable<Owner> {
    const id = leaseId ?? this.sessionStatus.leases[0]?.lease_id;
    const session = this.#table.sessions.get(id ?? 0);
    if (leaseId !== undefined && session === undefined) throw unknownSession(leaseId);
    const owner = session ? ownerOf(this.#table.claimOf(session)) : this.lockStatus.owner;
    if (owner === null) throw new AppError("NO_ACTIVE_SESSION", "Nobody has the session or lock");
    const inside = this.#table.operationsIn(session?.id ?? null);
    if (session !== undefined) this.#takeOver(session, takeover);
    stopAll(inside, new Cancelled(`Ended by an administrator: ${takeover.reason}`));
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
    const { running } = this.#table;
    this.#table.apply({ type, clientId, servers: request.servers }, () => {
      const since = new Date().toISOString();
      running.set(clientId, { client, ...request, operationId, since, ended });
      this.#table.openLock(client);
    });
    return {
      operationId,
      [Symbol.dispose]: () => {
        this.#table.apply({ type: "operation_ended", clientId }, () => running.delete(clientId));
        ended.resolve();
      },
    };
  }

  /** Ends a session whose owner is gone, and what others run in it. */
  #lose(session: Session, clientId: string): void {
    const inside = this.#table.operationsIn(session.id);
    this.#endSession(session, "disconnected");
    const others = inside.filter(({ client }) => client.id !== clientId);
    stopAll(others, new Cancelled("The owner of the session is gone"));
  }

  #takeOver(session: Session, takeover: Takeover): void {
    session.takeover = takeover;
    session.refusal = new AppError("LEASE_TAKEN_OVER", takeover.reason);
    if (session.options.isRun) session.takenOver.abort(session.refusal);
    if (!session.options.isRun || session.isWaiting) this.#endSession(session, "taken_over");
  }

  /** Ends a session that its owner did not end. */
  #endSession(session: Session, endedBy: LeaseEnd): void {
    session.endedBy = endedBy;
    this.#table.apply({ type: "session_lost", clientId: session.options.client.id });
  }
}

function stopAll(running: readonly RunningOperation[], reason: Cancelled): void {
  for (const { operation } of running) operation.stop(reason);
}

function unknownSession(leaseId: number): AppError {
  return new AppError("NO_ACTIVE_SESSION", `No session has the number ${leaseId}`);
}
