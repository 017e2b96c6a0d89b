import type { Terminal } from "./client.ts";

/** Bytes in a line of `base64 -w 76`, and characters of the line on the terminal, with CR LF. */
const LINE = { bytes: 57, characters: 78 };

/**
 * Command that prints about `megabytes` of text on a terminal, and a counter of the received text.
 */
export class Flood {
  readonly command: string;
  readonly #expected: number;
  readonly #begun = Promise.withResolvers<void>();
  #received = 0;
  #startMs = 0;
  #lastMs = 0;

  constructor(megabytes: number) {
    const lines = Math.round(megabytes * 1e6 / LINE.characters);
    this.command = `head -c ${lines * LINE.bytes} /dev/zero | base64 -w 76`;
    this.#expected = lines * LINE.characters;
  }

  /** Counts the text from `terminal`, and starts the clock. */
  start(terminal: Pick<Terminal, "onText">): void {
    terminal.onText = ({ length }) => {
      this.#received += length;
      this.#lastMs = performance.now();
      this.#begun.resolve();
    };
    this.#startMs = performance.now();
  }

  /** Resolves when the first text has arrived. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** Amount of text that has not arrived, in megabytes. */
  get missingMegabytes(): number {
    return (this.#expected - this.#received) / 1e6;
  }

  /** Returns the received megabytes per second. @throws {Error} when text is missing */
  megabytesPerSecond(): number {
    if (this.#received !== this.#expected) {
      throw new Error(`${this.#received} of ${this.#expected} characters arrived`);
    }
    return this.#received / 1e3 / (this.#lastMs - this.#startMs);
  }
}
