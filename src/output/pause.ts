/** The time that must pass between two frames. One timer serves all pieces that come in it. */
export class Pause implements Disposable {
  readonly #lengthMs: number;
  #endMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #elapsed: PromiseWithResolvers<undefined> | undefined;
  #endNap = () => {};
  #isAwake = false;

  /** Is over at first; lasts `lengthMs` from each restart on. */
  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** By the clock, for a source so busy that no timer comes to run. */
  get isOver(): boolean {
    return performance.now() >= this.#endMs;
  }

  /** Resolves at its end. */
  elapsed(): Promise<undefined> {
    if (this.#elapsed !== undefined) return this.#elapsed.promise;
    const elapsed = this.#elapsed = Promise.withResolvers<undefined>();
    this.#timer = setTimeout(() => elapsed.resolve(undefined), this.#leftMs);
    return elapsed.promise;
  }

  /** Resolves at its end, after `maxMs`, or when it is woken, whichever is first. */
  async nap(maxMs: number): Promise<void> {
    if (this.#isAwake) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endNap = resolve;
    const timer = setTimeout(resolve, Math.min(maxMs, this.#leftMs));
    await promise;
    clearTimeout(timer);
  }

  /** Ends the nap that is taken, if any, and those to come at once. */
  wake(): void {
    this.#isAwake = true;
    this.#endNap();
  }

  /** Begins it anew. */
  restart(): void {
    this[Symbol.dispose]();
    this.#elapsed = undefined;
    this.#endMs = performance.now() + this.#lengthMs;
  }

  /** Ends it now. */
  end(): void {
    this[Symbol.dispose]();
    this.#endMs = -Infinity;
    this.#elapsed?.resolve(undefined);
    this.#endNap();
  }

  get #leftMs(): number {
    // Timers leave fractions out, and would fire too early.
    return Math.max(0, Math.ceil(this.#endMs - performance.now()));
  }

  /** Clears the timer. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
