/** Waits that one event can end together. Nothing is kept of those that have settled. */
export class Pending {
  readonly #rejecters = new Set<(cause: unknown) => void>();
  #failure: { readonly cause: unknown } | undefined;

  /** Settles as `answer` does, unless it is abandoned or failed before that. */
  async wait<Value>(answer: Promise<Value>): Promise<Value> {
    answer.catch(() => {}); // Perhaps nobody waits for it any more.
    if (this.#failure !== undefined) throw this.#failure.cause;
    const { promise: given, reject } = Promise.withResolvers<never>();
    this.#rejecters.add(reject);
    try {
      return await Promise.race([answer, given]);
    } finally {
      this.#rejecters.delete(reject);
    }
  }

  /** Rejects all that wait now with `cause`. */
  abandon(cause: unknown): void {
    for (const reject of [...this.#rejecters]) reject(cause);
  }

  /** Rejects all that wait now or will wait with `cause`, unless it has failed already. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.abandon(this.#failure.cause);
  }
}
