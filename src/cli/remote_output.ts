import type { Io } from "./io.ts";
import type { Notes } from "./notes.ts";

/** Conversion of the line ends of a remote terminal. */
export type LineEnds = "plain" | "terminal" | "none";

/** Returns the conversion for standard output. */
export function lineEndsOf({ stdout }: Pick<Io, "stdout">): LineEnds {
  return stdout.isTerminal ? "terminal" : "plain";
}

/** Options for {@linkcode RemoteOutput}. */
export interface RemoteOutputOptions {
  /**
   * Conversion of line ends. `plain`: `\r\n` becomes `\n`. `terminal`: a `\n` alone becomes VT,
   * which moves down too, and which a terminal here does not precede with a return.
   */
  readonly lineEnds: LineEnds;
  /** Notes that stand in the way. */
  readonly notes: Notes;
}

/** Output of a remote command on standard output. */
export class RemoteOutput {
  readonly #io: Pick<Io, "stdout">;
  readonly #options: RemoteOutputOptions;
  #isAtStart = true;
  /** Carriage return at the end of the last piece, whose line feed may come. */
  #held = "";

  /** Creates the output of one command. */
  constructor(io: Pick<Io, "stdout">, options: RemoteOutputOptions) {
    this.#io = io;
    this.#options = options;
  }

  /** Writes a piece of the output. Resolves when it is written. */
  async write(piece: string): Promise<void> {
    const { lineEnds, notes } = this.#options;
    notes.clear();
    this.#isAtStart = piece.endsWith("\n");
    if (lineEnds === "none") return await this.#io.stdout.write(piece);
    const text = this.#held + piece;
    this.#held = lineEnds === "plain" && text.endsWith("\r") ? "\r" : "";
    const whole = text.slice(0, text.length - this.#held.length);
    // Behind a return that was written before, VT does the same as a line feed.
    await this.#io.stdout.write(
      lineEnds === "plain" ? whole.replaceAll("\r\n", "\n") : whole.replaceAll(/(?<!\r)\n/g, "\v"),
    );
  }

  /** Begins a line, unless the output is at the start of one. */
  async startLine(): Promise<void> {
    if (!this.#isAtStart) await this.#io.stdout.write("\n");
    this.#isAtStart = true;
  }

  /** Writes what is held at the end of the output. */
  async end(): Promise<void> {
    if (this.#held !== "") await this.#io.stdout.write(this.#held);
    this.#held = "";
  }
}
