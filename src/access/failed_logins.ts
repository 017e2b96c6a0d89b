import { AppError } from "../errors.ts";
import { addressKey } from "./address_key.ts";

/** Number of failed logins from one address in {@linkcode WINDOW_MS}. */
const MAX_FAILURES = 10;
/** Time for which a failed login counts, in milliseconds. */
const WINDOW_MS = 60_000;
/** Number of addresses whose failures are counted; the oldest is forgotten first. */
const MAX_ADDRESSES = 10_000;

/** Failed logins of the last minute, by address; IPv6 by /64. */
export class FailedLogins {
  readonly #now: () => number;
  readonly #failures = new Map<string, number[]>();

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
    const key = addressKey(address);
    const nowMs = this.#now();
    const recent = (this.#failures.get(key) ?? []).filter((ms) => ms > nowMs - WINDOW_MS);
    const [oldest = nowMs] = recent;
    const isOver = recent.length >= MAX_FAILURES;
    this.#failures.delete(key);
    this.#failures.set(key, isOver ? recent : [...recent, nowMs]);
    this.#forgetOldest();
    if (!isOver) return;
    throw new AppError("QUOTA_EXCEEDED", "Too many failed logins from this address: wait", {
      retryAfterSeconds: Math.ceil((oldest + WINDOW_MS - nowMs) / 1000),
    });
  }

  #forgetOldest(): void {
    if (this.#failures.size <= MAX_ADDRESSES) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}
