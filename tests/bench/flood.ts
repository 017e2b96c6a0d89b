import type { Terminal } from "./client.ts";

/** What `base64 -w 76` puts on a line, and what the terminal makes of that line with its CR LF. */
const LINE = { bytes: 57, characters: 78 };

/** A command that prints about `megabytes` of text on a terminal, and what has come of it. */
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

  /** Counts what comes from `terminal`, and starts the clock. */
  start(terminal: Terminal): void {
    terminal.onText = ({ length }) => {
      this.#received += length;
      this.#lastMs = performance.now();
      this.#begun.resolve();
    };
    this.#startMs = performance.now();
  }

  /** Resolves when its first text has come. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** Text that has not come. */
  get missingMegabytes(): number {
    return (this.#expected - this.#received) / 1e6;
  }

  /** Received text per second up to its last byte. @throws when not all has come */
  megabytesPerSecond(): number {
    if (this.#received !== this.#expected) {
      throw new Error(`${this.#received} of ${this.#expected} characters arrived`);
    }
    return this.#received / 1e3 / (this.#lastMs - this.#startMs);
  }
}
