/** Search for the next of some characters. Keeps its pattern, whose `lastIndex` is state. */
export class CharSearch {
  readonly #pattern: RegExp;

  /** Searches for `pattern`, which matches one UTF-16 unit and may look ahead. */
  constructor(pattern: RegExp) {
    this.#pattern = new RegExp(pattern, "g");
  }

  /** Returns the index of the next match from `from` on, or the length of `text`. */
  next(text: string, from: number): number {
    this.#pattern.lastIndex = from;
    return this.#pattern.test(text) ? this.#pattern.lastIndex - 1 : text.length;
  }
}
