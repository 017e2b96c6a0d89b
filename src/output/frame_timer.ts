import { within } from "../async/within.ts";

/** Timer of the interval between two frames. Disposing it clears the timer. */
export class FrameTimer implements Disposable {
  readonly #intervalMs: number;
  #endMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #elapsed: PromiseWithResolvers<undefined> | undefined;
  #stopIdling = () => {};
  #mayIdle = true;

  /** Creates a timer that has elapsed. Each restart begins an interval of `intervalMs`. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Whether the interval has elapsed by the clock: a source may be so busy that no timer fires. */
  get hasElapsed(): boolean {
    return performance.now() >= this.#endMs;
  }

  /** Resolves when the interval has elapsed. All waits for one interval share one timer. */
  elapsed(): Promise<undefined> {
    if (this.#elapsed !== undefined) return this.#elapsed.promise;
    const elapsed = this.#elapsed = Promise.withResolvers<undefined>();
    this.#timer = setTimeout(() => elapsed.resolve(undefined), this.#leftMs);
    return elapsed.promise;
  }

  /** Resolves when the interval has elapsed, after `maxMs`, or when idling is stopped. */
  async idle(maxMs: number): Promise<void> {
    if (!this.#mayIdle) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stopIdling = resolve;
    await within(Math.min(maxMs, this.#leftMs), promise);
  }

  /** Resolves the current {@linkcode idle}, if any, and each later one at once. */
  stopIdling(): void {
    this.#mayIdle = false;
    this.#stopIdling();
  }

  /** Begins a new interval. */
  restart(): void {
    this[Symbol.dispose]();
    this.#elapsed = undefined;
    this.#endMs = performance.now() + this.#intervalMs;
  }

  /** Ends the interval now, so that buffered text, or else the next one, leaves at once. */
  flush(): void {
    this[Symbol.dispose]();
    this.#endMs = -Infinity;
    this.#elapsed?.resolve(undefined);
    this.#stopIdling();
  }

  get #leftMs(): number {
    // A timer drops the fraction, and would fire too early.
    return Math.max(0, Math.ceil(this.#endMs - performance.now()));
  }

  /** Clears the timer. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
