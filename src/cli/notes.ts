import { visible } from "../log.ts";
import type { Io } from "./io.ts";

/** Sequence that returns to the start of the line and clears it. */
const CLEAR_LINE = "\r\x1b[K";

/** Notes and progress on a terminal's standard error. Elsewhere, and when quiet, nothing. */
export class Notes {
  readonly #io: Pick<Io, "stderr" | "size">;
  readonly #isShown: boolean;
  #hasProgress = false;

  /** Creates the notes of a command. */
  constructor(io: Pick<Io, "stderr" | "size">, { quiet = false }: { readonly quiet?: boolean }) {
    this.#io = io;
    this.#isShown = io.stderr.isTerminal && !quiet;
  }

  /** Prints a line that stays. */
  note(text: string): void {
    if (!this.#isShown) return;
    this.clear();
    this.#io.stderr.write(`${visible(text)}\r\n`);
  }

  /** Shows a line that the next one replaces. */
  progress(text: string): void {
    if (!this.#isShown) return;
    const { cols } = this.#io.size() ?? { cols: 80 };
    this.#io.stderr.write(`${CLEAR_LINE}${visible(text).slice(0, cols - 1)}`);
    this.#hasProgress = true;
  }

  /** Removes the progress, before anything else is printed. */
  clear(): void {
    if (this.#hasProgress) this.#io.stderr.write(CLEAR_LINE);
    this.#hasProgress = false;
  }
}
