import { type AppError, Cancelled } from "../errors.ts";

/**
 * One running thing of a connection, from its acceptance to its ending. Stopping aborts {@linkcode Operation.signal}; the
 * first reason wins and is the ending.
 */
export class Operation implements Disposable {
  readonly #stopped = new AbortController();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  /** Aborts when the operation is to end; its reason becomes the ending. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Ends the operation with `reason`. */
  stop(reason: AppError | Cancelled): void {
    this.#stopped.abort(reason);
  }

  /** Ends the operation when `signal` aborts, with its reason. */
  stopWith(signal: AbortSignal): void {
    const stop = () => this.stop(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { signal: this.#stopped.signal });
  }

  /** Ends the operation with what `reason` makes after `seconds`; never when they are undefined. */
  stopAfter(seconds: number | undefined, reason: () => AppError): void {
    if (seconds !== undefined) {
      this.#timers.add(setTimeout(() => this.stop(reason()), seconds * 1000));
    }
  }

  /** The client has everything up to the output `seq`. Of no consequence to an operation that sends without a window. */
  acknowledge(_seq: number): void {}

  /** Clears the deadlines. The operation is over. */
  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.stop(new Cancelled("The operation has ended"));
  }
}
