import { Change } from "./change.ts";

/** Number of values that a reader may be behind. */
const BEHIND_LIMIT = 1_000;

/** Values for any number of readers. Each reads those that come after it has subscribed. */
export class Feed<Value> {
  readonly #readers = new Set<(value: Value) => void>();
  readonly #change = new Change();
  readonly #tooFarBehind: () => Error;
  #isOver = false;

  /** Creates a feed. `tooFarBehind` makes the error of a reader that is 1,000 values behind. */
  constructor(tooFarBehind: () => Error) {
    this.#tooFarBehind = tooFarBehind;
  }

  /** Adds a value for all readers. */
  push(value: Value): void {
    for (const read of this.#readers) read(value);
    this.#change.notify();
  }

  /** Ends the reading after the values so far. */
  end(): void {
    this.#isOver = true;
    this.#change.notify();
  }

  /** Returns `first`, and then the values from now on. */
  subscribe(...first: readonly Value[]): AsyncIterableIterator<Value> {
    const values = [...first];
    const read = (value: Value) => {
      values.push(value);
      if (values.length > BEHIND_LIMIT) this.#readers.delete(read);
    };
    if (!this.#isOver) this.#readers.add(read);
    return this.#read(values, read);
  }

  async *#read(values: Value[], read: (value: Value) => void): AsyncGenerator<Value> {
    try {
      for (;;) {
        if (values.length > BEHIND_LIMIT) throw this.#tooFarBehind();
        const value = values.shift();
        if (value !== undefined) yield value;
        else if (this.#isOver) return;
        else await this.#change.next();
      }
    } finally {
      this.#readers.delete(read);
    }
  }
}
