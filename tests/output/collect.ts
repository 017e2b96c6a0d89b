/** Gives `items`, all available from the beginning. */
export async function* streamOf<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
  yield* items;
}

/** Returns everything that `source` gives. */
export async function collect<Item>(
  source: AsyncIterable<Item> | Iterable<Item>,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Resolves after `ms`, and after every earlier timer of at most `ms`. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Stream that a test feeds. Returning it does not wait for the answer to a pull. */
export class Pipe<Item> implements AsyncIterable<Item> {
  readonly #answers: (() => IteratorResult<Item, undefined>)[] = [];
  #wake = Promise.withResolvers<void>();
  #pulled = 0;
  #isReleased = false;

  /** Number of pulls. */
  get pulled(): number {
    return this.#pulled;
  }

  /** Whether the reader has returned the stream. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  /** Adds items. */
  push(...items: readonly Item[]): void {
    for (const value of items) this.#answers.push(() => ({ value, done: false }));
    this.#wake.resolve();
  }

  /** Ends the stream, with `failure` if there is one. */
  end(failure?: Error): void {
    this.#answers.push(() => {
      if (failure !== undefined) throw failure;
      return { value: undefined, done: true };
    });
    this.#wake.resolve();
  }

  /** Reads the stream, for one reader. */
  [Symbol.asyncIterator](): AsyncIterator<Item, undefined> {
    return {
      next: async () => {
        this.#pulled++;
        for (;;) {
          const answer = this.#answers.shift();
          if (answer !== undefined) return answer();
          this.#wake = Promise.withResolvers();
          await this.#wake.promise;
        }
      },
      return: () => {
        this.#isReleased = true;
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }
}
