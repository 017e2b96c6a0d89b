import { sleep } from "../async/sleep.ts";
import { AppError, type ErrorKind } from "../errors.ts";

/** Failures of reaching a server that can pass. */
const PASSING: readonly ErrorKind[] = [
  "SSH_CONNECTION_FAILED",
  "SSH_CONNECTION_TIMEOUT",
  "SSH_CONNECTION_REFUSED",
  "SSH_CONNECTION_LOST",
  "SSH_CHANNEL_ERROR",
  "SERVICE_UNAVAILABLE",
];
/** First and longest time between two tries, in milliseconds. */
const PAUSE_MS = { first: 1_000, longest: 30_000 } as const;

/** Checks whether trying again can help. */
export function canPass(cause: unknown): boolean {
  return cause instanceof AppError && PASSING.includes(cause.kind);
}

/** Waits between tries to reach a server, for a limited time without any success. */
export class Patience {
  readonly #limitMs: number;
  readonly #passes: (cause: unknown) => boolean;
  #pauseMs: number = PAUSE_MS.first;
  #sinceMs: number | undefined;

  /** Creates it for tries over `seconds`, after failures that `passes` accepts. */
  constructor(seconds: number, passes = canPass) {
    this.#limitMs = seconds * 1_000;
    this.#passes = passes;
  }

  /** Records that the server was reached. */
  succeed(): void {
    this.#sinceMs = undefined;
    this.#pauseMs = PAUSE_MS.first;
  }

  /**
   * Tries until `act` succeeds. Returns its result.
   *
   * @throws what `act` throws, when trying again does not help or the time is over
   * @throws the reason of `signal`
   */
  async retry<Result>(act: () => Result | Promise<Result>, signal: AbortSignal): Promise<Result> {
    for (;;) {
      try {
        return await act();
      } catch (cause) {
        await this.wait(cause, signal);
      }
    }
  }

  /**
   * Waits before the next try.
   *
   * @throws `cause` when trying again does not help, or the time is over
   * @throws the reason of `signal`
   */
  async wait(cause: unknown, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const nowMs = performance.now();
    this.#sinceMs ??= nowMs;
    if (!this.#passes(cause) || nowMs - this.#sinceMs >= this.#limitMs) throw cause;
    await sleep(this.#pauseMs, signal);
    this.#pauseMs = Math.min(2 * this.#pauseMs, PAUSE_MS.longest);
  }
}
