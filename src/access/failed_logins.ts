import { AppError } from "../errors.ts";
import { AddressTable } from "./address_table.ts";

/** Number of failed logins from one address in {@linkcode WINDOW_MS}. */
const MAX_FAILURES = 10;
/** Time for which a failed login counts, in milliseconds. */
const WINDOW_MS = 60_000;

/** Failed logins of the last minute, by address. */
export class FailedLogins {
  readonly #now: () => number;
  readonly #failures = new AddressTable<readonly number[]>();

  /** Takes a clock in milliseconds. Default: `performance.now`. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Counts a failed login from `address`.
   *
   * @throws {AppError} 14001 with the time to wait when it is over the tenth in a minute
   */
  count(address: string): void {
    const nowMs = this.#now();
    const recent = (this.#failures.get(address) ?? []).filter((ms) => ms > nowMs - WINDOW_MS);
    const [oldest = nowMs] = recent;
    const isOver = recent.length >= MAX_FAILURES;
    this.#failures.set(address, isOver ? recent : [...recent, nowMs]);
    if (!isOver) return;
    throw new AppError("QUOTA_EXCEEDED", "Too many failed logins from this address: wait", {
      retryAfterSeconds: Math.ceil((oldest + WINDOW_MS - nowMs) / 1000),
    });
  }
}
