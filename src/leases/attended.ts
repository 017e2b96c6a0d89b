import { alreadyRunning } from "../domain/lease.ts";
import type { Operation } from "../domain/operation.ts";

/** Running operations that take neither lock nor session, at most one of each client. */
export class Attended {
  readonly #operations = new Map<string, Operation>();

  /**
   * Adds an operation of a client until the result is disposed.
   *
   * @throws {AppError} 50010 when the client has one
   */
  add(clientId: string, operation: Operation): Disposable {
    this.refuse(clientId);
    this.#operations.set(clientId, operation);
    return { [Symbol.dispose]: () => this.#operations.delete(clientId) };
  }

  /** Returns the operation of a client, or `undefined`. */
  of(clientId: string): Operation | undefined {
    return this.#operations.get(clientId);
  }

  /** Refuses a client that has an operation. @throws {AppError} 50010 */
  refuse(clientId: string): void {
    if (this.#operations.has(clientId)) throw alreadyRunning();
  }
}
