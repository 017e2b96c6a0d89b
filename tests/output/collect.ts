/** A stream of `items`, all there from the beginning. */
export async function* streamOf<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
  yield* items;
}

/** Everything that `source` gives. */
export async function collect<Item>(
  source: AsyncIterable<Item> | Iterable<Item>,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Ends after `ms`, when every timer that was started earlier and for no longer has run. */
export function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A stream that is fed by hand. Letting go of it does not wait for its answer to a pull. */
export class Pipe<Item> implements AsyncIterable<Item> {
  readonly #answers: (() => IteratorResult<Item, undefined>)[] = [];
  #wake = Promise.withResolvers<void>();
  #pulled = 0;
  #isReleased = false;

  /** How many times it was asked for an item. */
  get pulled(): number {
    return this.#pulled;
  }

  /** Whether the reader has let go of it. */
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

  /** Reads it; there is one reader. */
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
