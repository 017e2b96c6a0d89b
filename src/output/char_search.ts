/** Looks for the next of some characters; an object, because a pattern that searches from an index has a state. */
export class CharSearch {
  readonly #pattern: RegExp;

  /** Searches for what `pattern` matches: one UTF-16 unit, maybe with a look ahead. */
  constructor(pattern: RegExp) {
    this.#pattern = new RegExp(pattern, "g");
  }

  /** Index of the first one from `from` on; the length of `text` when there is none. */
  next(text: string, from: number): number {
    this.#pattern.lastIndex = from;
    return this.#pattern.test(text) ? this.#pattern.lastIndex - 1 : text.length;
  }
}
