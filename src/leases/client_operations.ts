import type { ClientIdentity } from "../domain/client.ts";
import { alreadyRunning } from "../domain/lease_refusals.ts";
import { Operation } from "../domain/operation.ts";
import { AppError } from "../errors.ts";
import type { RunningOperation } from "./leases_options.ts";
import type { Session } from "./session.ts";

/** Running operations by client, at most one each: with a lease or without. */
export class ClientOperations {
  readonly #leased: ReadonlyMap<string, RunningOperation>;
  readonly #attended = new Map<string, Operation>();

  /** Takes the operations with a lease, by the ids of their clients. */
  constructor(leased: ReadonlyMap<string, RunningOperation>) {
    this.#leased = leased;
  }

  /**
   * Registers an operation that takes neither lock nor session, until the result is disposed.
   *
   * @throws {AppError} 50010 when the client runs an operation
   */
  attend({ id }: Pick<ClientIdentity, "id">, operation: Operation): Disposable {
    if (this.of(id) !== undefined) throw alreadyRunning();
    this.#attended.set(id, operation);
    return { [Symbol.dispose]: () => this.#attended.delete(id) };
  }

  /**
   * Registers the wait of a client for its session as an operation. When that is stopped, or
   * `signal` aborts, `leave` is called, and the reason is the refusal of the session.
   */
  attendWait(
    session: Session,
    { signal, leave }: { readonly signal: AbortSignal; readonly leave: () => void },
  ): void {
    const operation = session.wait.use(new Operation());
    session.wait.use(this.attend(session.options.client, operation));
    operation.signal.addEventListener("abort", () => {
      if (!session.isWaiting) return;
      session.refusal ??= operation.signal.reason;
      leave();
    });
    operation.stopWith(signal);
  }

  /** Refuses a client that runs an operation without a lease. @throws {AppError} 50010 */
  refuseAttending(clientId: string): void {
    if (this.#attended.has(clientId)) throw alreadyRunning();
  }

  /** Returns the running operation of a client, or `undefined`. */
  of(clientId: string): Operation | undefined {
    return this.#leased.get(clientId)?.operation ?? this.#attended.get(clientId);
  }

  /** Returns the running operation of `client`. @throws {AppError} 50011 when there is none */
  runningOf({ id }: Pick<ClientIdentity, "id">): Operation {
    const operation = this.of(id);
    if (operation !== undefined) return operation;
    throw new AppError("TASK_NOT_FOUND", "This connection runs no operation");
  }
}
