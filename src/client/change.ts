/** Announces changes to those that wait for the next one. */
export class Change {
  #resolve: () => void = () => {};
  #next: Promise<void> | undefined;

  /** Resolves at the next change. */
  next(): Promise<void> {
    return this.#next ??= new Promise((resolve) => this.#resolve = resolve);
  }

  /** Announces a change. */
  notify(): void {
    this.#next = undefined;
    this.#resolve();
  }
}

/** Resolves at the first of the promises, or after `ms`, or when `signal` aborts. */
export async function firstOf(
  promises: readonly Promise<unknown>[],
  { ms, signal }: { readonly ms?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  let cleanUp = () => {};
  const stop = new Promise<void>((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    const onAbort = () => resolve();
    signal?.addEventListener("abort", onAbort);
    cleanUp = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  });
  try {
    await Promise.race([...promises, stop]);
  } finally {
    cleanUp();
  }
}
