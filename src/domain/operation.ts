import { type AppError, Cancelled } from "../errors.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";
import type { TerminalSize } from "./shell.ts";
import { Tail } from "./tail.ts";

/** Kind of an operation, in owner objects and in the scopes of tokens. */
export type OperationKind = "command" | "terminal" | "transfer";

/** Kinds of operations, by the messages that ask for them. */
export const OPERATION_KINDS = {
  ssh_command: "command",
  open_terminal: "terminal",
  scp_transfer: "transfer",
} as const satisfies Record<OperationRecord["kind"], OperationKind>;

/**
 * Running operation of a client, from its acceptance to its ending. Stopping it aborts
 * {@linkcode Operation.signal}; the first reason wins and becomes the ending. Disposing it ends
 * its deadlines and waits.
 */
export class Operation implements Disposable {
  /** End of its output, for those that watch it. */
  readonly tail = new Tail();
  readonly #stopped = new AbortController();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  /** Aborts when the operation is to end, with the reason for its ending. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Present size of its terminal; null without a terminal. */
  get size(): TerminalSize | null {
    return null;
  }

  /** Stops the operation. */
  stop(reason: AppError | Cancelled): void {
    this.#stopped.abort(reason);
  }

  /** Stops the operation when `signal` aborts, with the same reason. */
  stopWith(signal: AbortSignal): void {
    const stop = () => this.stop(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { signal: this.#stopped.signal });
  }

  /**
   * Stops the operation after `seconds` with the error that `reason` creates; undefined = never.
   */
  stopAfter(seconds: number | undefined, reason: () => AppError): void {
    if (seconds === undefined) return;
    this.#timers.add(setTimeout(() => this.stop(reason()), seconds * 1000));
  }

  /** Records that the client has the output up to `seq`. Has no effect without a window. */
  acknowledge(_seq: number): void {}

  /** Clears the deadlines and aborts the signal, so that no wait outlives the operation. */
  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.stop(new Cancelled("The operation has ended"));
  }
}
