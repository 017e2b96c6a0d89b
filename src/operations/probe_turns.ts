import { AppError } from "../errors.ts";

/** Time for which a server is not probed after a login that did not succeed, in milliseconds. */
const REST_MS = 10_000;

/**
 * Turns of the probes: one at a time for each server, and none soon after a failed login, so that
 * probes do not lock the account.
 */
export class ProbeTurns {
  readonly #nowMs: () => number;
  readonly #running = new Set<string>();
  /** Ends of the rests by the names of the servers. */
  readonly #restEndsMs = new Map<string, number>();

  /** Creates turns of which none is taken. `nowMs` is a clock that never goes back. */
  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /**
   * Takes the turn of a server until the result is disposed.
   *
   * @throws {AppError} 14001 while a probe of the server runs, or soon after a failed login
   */
  take(server: string): Disposable {
    if (this.#running.has(server)) {
      throw refusal(`A probe of ${server} runs already: try again when it has ended`);
    }
    const leftMs = (this.#restEndsMs.get(server) ?? 0) - this.#nowMs();
    if (leftMs > 0) {
      const seconds = Math.ceil(leftMs / 1_000);
      throw refusal(`The last login of a probe to ${server} failed: try again in ${seconds} s`);
    }
    this.#running.add(server);
    return { [Symbol.dispose]: () => this.#running.delete(server) };
  }

  /** Records that a login to a server did not succeed. */
  rest(server: string): void {
    this.#restEndsMs.set(server, this.#nowMs() + REST_MS);
  }
}

function refusal(detail: string): AppError {
  return new AppError("QUOTA_EXCEEDED", detail);
}
