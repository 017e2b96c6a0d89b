/**
 * Text that grows at its end and is dropped from its beginning. It is held in pieces: to read the
 * newest text does not copy all of it.
 */
export class TerminalLog {
  #pieces: string[];
  #length: number;
  /** Number of characters that were dropped. */
  #dropped = 0;

  /** Creates a log that begins with a text. */
  constructor(text: string) {
    this.#pieces = [text];
    this.#length = text.length;
  }

  /** Number of characters. */
  get length(): number {
    return this.#length;
  }

  /** Number of characters that were added from the beginning on. */
  get position(): number {
    return this.#dropped + this.#length;
  }

  /** Whole text. */
  get text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join("")];
    return this.#pieces[0] ?? "";
  }

  /** Adds text. */
  add(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
  }

  /** Returns the text after a position that was not dropped. */
  textFrom(position: number): string {
    const wanted = this.position - position;
    let found = 0;
    let first = this.#pieces.length;
    while (found < wanted && first > 0) found += this.#pieces[--first]?.length ?? 0;
    return this.#pieces.slice(first).join("").slice(found - wanted);
  }

  /** Drops the text before a position. */
  dropBefore(position: number): void {
    const rest = this.textFrom(position);
    this.#dropped = this.position - rest.length;
    this.#pieces = [rest];
    this.#length = rest.length;
  }
}
