import type { CallOptions, LeaseOwner } from "./call_options.ts";
import { firstOf } from "./change.ts";
import type { Connection } from "./connection.ts";
import type { PinkPageError } from "./error.ts";
import { isHeldByOthers } from "./errors.ts";

/** Time before a refused call is tried again whose owner no event tells, in milliseconds. */
const BLIND_MS = 2_000;

/** Waits for others to release the session and the lock, for one call. */
export class Waiting {
  readonly #connection: Connection;
  readonly #call: CallOptions;
  readonly #deadlineMs: number;
  #told: string | undefined;

  /** Creates the wait of a call, whose time runs from now. */
  constructor(connection: Connection, call: CallOptions) {
    this.#connection = connection;
    this.#call = call;
    const { wait = false } = call;
    this.#deadlineMs = wait === true ? Infinity : Date.now() + Number(wait) * 1_000;
  }

  /** Time that is left to wait, in seconds; `Infinity` without a limit. */
  get secondsLeft(): number {
    return (this.#deadlineMs - Date.now()) / 1_000;
  }

  /** Tells the caller a place in the queue. */
  tellPlace(place: LeaseOwner): void {
    this.#call.onWait?.(place);
  }

  /**
   * Waits after a refusal until the call may be tried again. Returns at once when the signal aborts
   * or `until` settles.
   *
   * @throws {PinkPageError} the refusal, when it is another one or the time is over
   */
  async after(refusal: PinkPageError, until?: Promise<unknown>): Promise<void> {
    const { signal, wait = false } = this.#call;
    if (wait === false || !isHeldByOthers(refusal)) throw refusal;
    const { leases } = this.#connection;
    const stop = until === undefined ? [] : [until];
    let isStopped = false;
    void until?.then(() => isStopped = true);
    const isBlind = !leases.isWhole;
    do {
      this.#tell();
      const leftMs = this.#deadlineMs - Date.now();
      // The service has waited for all of the time.
      const isLate = refusal.code === 50013 && leftMs < Infinity;
      if (leftMs <= 0 || isLate) throw refusal;
      const ms = Math.min(leftMs, isBlind ? BLIND_MS : 2 ** 31 - 1);
      await firstOf([leases.change.next(), ...stop], { ms, signal });
      await this.#connection.whenOpen(signal);
    } while (!isBlind && leases.owner !== null && !isStopped);
  }

  #tell(): void {
    const { name = null, since = null } = this.#connection.leases.owner ?? {};
    const text = JSON.stringify([name, since]);
    if (text === this.#told) return;
    this.#told = text;
    this.#call.onWait?.({ name, since });
  }
}
