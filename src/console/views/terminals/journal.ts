import type { wire } from "../../../client/mod.ts";
import { unfinishedPart } from "../../xterm/unfinished.ts";
import { TerminalLog } from "./terminal_log.ts";

/** Record of what a terminal has shown. */
export interface Recorded {
  /** Sequences that draw the screen, with the lines above it. */
  readonly screen: string;
  /** Text that came after it, unchanged. */
  readonly log: string;
  /** Number of the last output in it. */
  readonly seq: number;
  /** Number of events without a number after that output. */
  readonly unnumbered: number;
  /** Columns of the screen. */
  readonly cols: number;
  /** Rows of the screen. */
  readonly rows: number;
}

/** Keeps what a terminal has shown, so that another page shows the same, byte by byte. */
export class Journal {
  #screen: string;
  readonly #log: TerminalLog;
  #seq: number;
  #unnumbered: number;
  #size: Pick<Recorded, "cols" | "rows">;
  /** Number of the last output that has come, which may be a repeated one. */
  #seenSeq = 0;
  /** Number of events without a number that may be repeated. */
  #repeats: number;
  #replacements = 0;

  /** Creates an empty journal, or goes on with that of another page. */
  constructor(
    { screen = "", log = "", seq = 0, unnumbered = 0, cols = 80, rows = 24 }: Partial<Recorded> =
      {},
  ) {
    this.#screen = screen;
    this.#log = new TerminalLog(log);
    this.#seq = seq;
    this.#unnumbered = this.#repeats = unnumbered;
    this.#size = { cols, rows };
  }

  /** Record of now. */
  get recorded(): Recorded {
    return { screen: this.#screen, log: this.#log.text, ...this.progress };
  }

  /** Record of now without its texts. */
  get progress(): Omit<Recorded, "screen" | "log"> {
    return { seq: this.#seq, unnumbered: this.#unnumbered, ...this.#size };
  }

  /** Length of the log, in characters. */
  get logLength(): number {
    return this.#log.length;
  }

  /** Number of times that a screen has replaced text. */
  get replacements(): number {
    return this.#replacements;
  }

  /** Number of characters that were added from the beginning on. */
  get position(): number {
    return this.#log.position;
  }

  /** Notes an event. Returns whether it is new: after a resume some are repeated. */
  accepts(event: wire.OperationEvent): boolean {
    if (event.type === "output") {
      this.#seenSeq = event.seq;
      if (event.seq <= this.#seq) return false;
      this.#seq = event.seq;
      this.#unnumbered = this.#repeats = 0;
      return true;
    }
    if (this.#seenSeq > 0 && this.#seenSeq < this.#seq) return false;
    if (this.#repeats > 0) {
      this.#repeats--;
      return false;
    }
    this.#unnumbered++;
    return true;
  }

  /** Begins with the output of another operation, whose numbers start again. */
  restart(): void {
    this.#seq =
      this.#unnumbered =
      this.#repeats =
      this.#seenSeq =
        0;
  }

  /** Returns the text after a position that the log still has. */
  textFrom(position: number): string {
    return this.#log.textFrom(position);
  }

  /** Adds text that is shown. */
  add(text: string): void {
    this.#log.add(text);
  }

  /** Replaces the text up to `position` by the screen that it has drawn. */
  replace(
    position: number,
    { screen, cols, rows }: Pick<Recorded, "screen" | "cols" | "rows">,
  ): void {
    const later = this.#log.position - position;
    if (later > this.#log.length) return;
    // A parser in the middle of a sequence is no part of the screen.
    const drawn = this.#log.text.slice(0, this.#log.length - later);
    this.#log.dropBefore(position - unfinishedPart(drawn).length);
    this.#screen = screen;
    this.#size = { cols, rows };
    this.#replacements++;
  }
}
