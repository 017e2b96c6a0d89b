import { AppError } from "../errors.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { Operation } from "./operation.ts";

/** Who may run: at most one operation per connection and, with the lock on, one for all connections. */
export class Leases {
  readonly #commandLock: boolean;
  readonly #announce: (status: EventOf<"lock_status">) => void;
  readonly #running = new Map<string, Operation>();

  /** With `commandLock`, one operation runs for all connections; `announce` is told of every change of the lock. */
  constructor(
    { commandLock, announce }: {
      commandLock: boolean;
      announce: (status: EventOf<"lock_status">) => void;
    },
  ) {
    this.#commandLock = commandLock;
    this.#announce = announce;
  }

  /** Who holds the lock, as clients are told. */
  get lockStatus(): EventOf<"lock_status"> {
    const owner = this.#lockOwner;
    if (owner === null) {
      return { type: "lock_status", locked: false, lock_owner: null, message: "Not locked" };
    }
    return { type: "lock_status", locked: true, lock_owner: owner, message: `Locked by ${owner}` };
  }

  /**
   * Gives `owner` the right to run `operation` until the lease is disposed. Everyone is told of a changed lock.
   *
   * @throws {AppError} 50010 when one of `owner`'s own runs, 50008 when the lock is another's
   */
  take(owner: string, operation: Operation): Disposable {
    if (this.#running.has(owner)) {
      throw new AppError("TASK_ALREADY_RUNNING", "This connection runs an operation already");
    }
    const holder = this.#lockOwner;
    if (holder !== null) {
      throw new AppError("RESOURCE_LOCKED", `Connection ${holder} runs a command`, {
        facts: { lock_owner: holder },
      });
    }
    this.#running.set(owner, operation);
    this.#tell();
    return {
      [Symbol.dispose]: () => {
        this.#running.delete(owner);
        this.#tell();
      },
    };
  }

  /** The running operation of `owner`. @throws {AppError} 50011 when there is none */
  runningOf(owner: string): Operation {
    const operation = this.#running.get(owner);
    if (operation === undefined) {
      throw new AppError("TASK_NOT_FOUND", "This connection runs no operation");
    }
    return operation;
  }

  get #lockOwner(): string | null {
    const [owner = null] = this.#commandLock ? this.#running.keys() : [];
    return owner;
  }

  #tell(): void {
    if (this.#commandLock) this.#announce(this.lockStatus);
  }
}
