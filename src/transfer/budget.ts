/** A number of bytes that may be under way at once: what bounds the memory of a transfer. */
export class Budget {
  #freeBytes: number;
  readonly #waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  /** Starts with all of `bytes` free. */
  constructor(bytes: number) {
    this.#freeBytes = bytes;
  }

  /** Takes `bytes` if they are free at once and nobody waits. */
  tryTake(bytes: number): boolean {
    if (this.#waiting.length > 0 || bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  /** Takes `bytes`, in the order of asking. At most the whole budget may be asked for. */
  async take(bytes: number): Promise<void> {
    if (this.tryTake(bytes)) return;
    await new Promise<void>((go) => this.#waiting.push({ bytes, go }));
  }

  /** Gives `bytes` back. */
  give(bytes: number): void {
    this.#freeBytes += bytes;
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || next.bytes > this.#freeBytes) return;
      this.#waiting.shift();
      this.#freeBytes -= next.bytes;
      next.go();
    }
  }
}
