/** Calls back when something is owed for too long and nothing at all was heard meanwhile. One timer serves all. */
export class SilenceAlarm implements Disposable {
  readonly #silenceMs: number;
  readonly #onSilence: () => void;
  #owed = 0;
  #isOver = false;
  #heardMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Nothing is owed at first. */
  constructor({ silenceMs, onSilence }: { silenceMs: number; onSilence: () => void }) {
    this.#silenceMs = silenceMs;
    this.#onSilence = onSilence;
  }

  /** Something was heard. */
  heard(): void {
    this.#heardMs = performance.now();
  }

  /** Says how many answers are owed. */
  set owed(owed: number) {
    if (owed > 0 && this.#owed === 0 && !this.#isOver) {
      this.heard();
      this.#timer ??= setTimeout(this.#look, this.#silenceMs);
    }
    this.#owed = owed;
  }

  /** Is quiet from now on. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    if (this.#owed === 0) return;
    const restMs = this.#heardMs + this.#silenceMs - performance.now();
    if (restMs <= 0) this.#onSilence();
    else this.#timer = setTimeout(this.#look, restMs);
  };
}
