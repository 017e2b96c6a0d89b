/** Writes that a server has still to acknowledge. Keeps the first refusal. */
export class Acknowledgements {
  #pending = 0;
  #failure: { readonly cause: unknown } | undefined;
  #settled = Promise.withResolvers<void>();

  /** Counts `write` as pending until it settles, and then calls `onEnd`. */
  add(write: Promise<void>, onEnd: (isTaken: boolean) => void): void {
    this.#pending++;
    write.then(() => onEnd(true), (cause) => {
      this.#failure ??= { cause };
      onEnd(false);
    }).finally(() => {
      this.#pending--;
      this.#settled.resolve();
      this.#settled = Promise.withResolvers();
    });
  }

  /** Throws the first refusal, if there was one. */
  throwIfRefused(): void {
    if (this.#failure !== undefined) throw this.#failure.cause;
  }

  /** Waits until nothing is pending. Throws the first refusal. */
  async all(): Promise<void> {
    while (this.#pending > 0 && this.#failure === undefined) await this.#settled.promise;
    this.throwIfRefused();
  }
}
