/** Number of bytes that may be on their way at once, which bounds the memory of a transfer. */
export class Budget {
  #freeBytes: number;
  readonly #waiting: { readonly bytes: number; readonly resolve: () => void }[] = [];

  /** Creates a budget with all of `bytes` free. */
  constructor(bytes: number) {
    this.#freeBytes = bytes;
  }

  /** Takes `bytes` if they are free and nothing waits for its turn. Returns whether it did. */
  tryTake(bytes: number): boolean {
    if (this.#waiting.length > 0 || bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  /** Waits for `bytes`, at most the whole budget, and takes them. Calls are served in order. */
  async take(bytes: number): Promise<void> {
    if (this.tryTake(bytes)) return;
    await new Promise<void>((resolve) => this.#waiting.push({ bytes, resolve }));
  }

  /** Releases `bytes` that were taken. */
  release(bytes: number): void {
    this.#freeBytes += bytes;
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || next.bytes > this.#freeBytes) return;
      this.#waiting.shift();
      this.#freeBytes -= next.bytes;
      next.resolve();
    }
  }
}
