/** The time that must pass between two frames. One timer serves all pieces that come in it. */
export class Pause implements Disposable {
  readonly #lengthMs: number;
  #endMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #elapsed: Promise<undefined> | undefined;

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
    return this.#elapsed ??= new Promise((resolve) => {
      const leftMs = Math.max(0, this.#endMs - performance.now());
      this.#timer = setTimeout(() => resolve(undefined), leftMs);
    });
  }

  /** Begins it anew. */
  restart(): void {
    this[Symbol.dispose]();
    this.#elapsed = undefined;
    this.#endMs = performance.now() + this.#lengthMs;
  }

  /** Clears the timer. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
