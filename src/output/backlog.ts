import { Buffer } from "node:buffer";
import { CharSearch } from "./char_search.ts";
import { EscapeParser } from "./escape_parser.ts";
import { foldPen, PEN_CHANGE } from "./fold_pen.ts";
import { Scrolling } from "./scrolling.ts";

/** Stands for text that was skipped. */
export interface Gap {
  /** How much it was, in bytes of UTF-8. */
  readonly bytes: number;
}

/** A change of the pen or an erasure in the row. */
const HARMLESS = `(?:${PEN_CHANGE.source}|\x1b\\[[012]?K)`;
const ALL_HARMLESS = new RegExp(`^${HARMLESS}*$`);
const PEN_CHANGES = new RegExp(PEN_CHANGE, "g");
/** What may become one of them with the next piece of the stream. */
const UNFINISHED = /^\x1b(?:\[[\d;:?]{0,64}|\()?$/;

/** Text is not skipped when the pen after it needs more changes than this. */
const MAX_PEN = 64;

/** Small pieces that stay are joined up to this length, in characters. */
const JOINED = 65_536;

/**
 * Text that waits for its reader. Of whole lines in it, those can be skipped that a terminal would have scrolled off its
 * screen: it shows the same in the end, cursor and pen included, and only its scrollback lacks them.
 *
 * Skipped are lines of printable characters, tabs, returns, backspaces, bells, pen changes and erasures in the row, between
 * two CR LF, while the terminal simply scrolls. What holds anything else stays, with all that the screen needs before it.
 */
export class Backlog {
  readonly #rows: () => number;
  readonly #scrolling: Scrolling;
  readonly #parser = new EscapeParser((sequence) => this.#scrolling.note(sequence));
  readonly #otherControl = new CharSearch(/[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/);
  readonly #control = new CharSearch(/[\x00-\x06\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
  readonly #harmless = new RegExp(`${HARMLESS}+`, "y");
  /** What leaves as it is. */
  #settled: (string | Gap)[] = [];
  #settledLength = 0;
  /** The text after that which may be skipped, begun at the start of a line; undefined where no line starts. */
  #open: string | undefined;
  /** What was skipped just before it, and the pen changes which that had. */
  #skippedBytes = 0;
  #pen: readonly string[] = [];
  /** What came since the last look. */
  #fresh = "";

  /** Begins with the stream; takes the terminal's present height. */
  constructor(rows: () => number) {
    this.#rows = rows;
    this.#scrolling = new Scrolling(rows);
  }

  /** Characters that wait. */
  get size(): number {
    return this.#settledLength + (this.#open?.length ?? 0) + this.#fresh.length;
  }

  /** Whether something was skipped, or what `shift()` gave last was only the first part of what waited. */
  get isInParts(): boolean {
    return this.#settled.length > 0 || this.#skippedBytes > 0;
  }

  /** Adds `text` at the end. */
  push(text: string): void {
    this.#fresh += text;
  }

  /** Skips what can be skipped. */
  skip(): void {
    this.#look();
    const open = this.#open ?? "";
    // A row that was not empty may be written to first: twice the screen has scrolled it off, wherever the cursor was.
    const end = startOfLastLines(open, 2 * this.#rows());
    if (end === 0) return;
    const skipped = open.slice(0, end);
    const pen = foldPen([...this.#pen, ...(skipped.match(PEN_CHANGES) ?? [])]);
    if (pen.length > MAX_PEN) return;
    this.#pen = pen;
    this.#skippedBytes += Buffer.byteLength(skipped);
    this.#open = open.slice(end);
  }

  /**
   * Takes what comes next away: some text, a gap, or undefined when nothing waits. A gap is as long as it can be by then.
   * Text is what stays, or as much as fits in `maxLength`: the rest can still be skipped.
   */
  shift(maxLength = Infinity): string | Gap | undefined {
    if (this.#settled.length === 0) {
      if (this.#skippedBytes > 0) this.skip();
      // Looking at plain text twice does no harm.
      this.#fresh = (this.#open?.slice(maxLength) ?? "") + this.#fresh;
      this.#open = this.#open?.slice(0, maxLength);
      this.#close();
      const text = this.#settledLength > 0 ? "" : this.#fresh.slice(0, maxLength);
      this.#fresh = this.#fresh.slice(text.length);
      this.#parser.read(text);
      this.#settle(text);
    }
    const next = this.#settled.shift();
    if (typeof next === "string") this.#settledLength -= next.length;
    return next;
  }

  /** Sorts what came: what stays, and what may be skipped. */
  #look(): void {
    const text = this.#fresh.slice(0, this.#fresh.length - unfinishedLength(this.#fresh));
    this.#fresh = this.#fresh.slice(text.length);
    const kept = this.#keptLength(text);
    if (kept > 0) {
      this.#close();
      this.#settle(text.slice(0, kept));
    }
    const plain = text.slice(kept);
    if (this.#open === undefined) this.#begin(plain);
    else this.#open += plain;
  }

  /** Opens at the first line that starts in `plain`. */
  #begin(plain: string): void {
    const end = this.#scrolling.isPlain ? plain.indexOf("\r\n") : -1;
    if (end < 0) return this.#settle(plain);
    this.#settle(plain.slice(0, end + 2));
    this.#open = plain.slice(end + 2);
  }

  /** Index in `text` after the last thing that can not be skipped. */
  #keptLength(text: string): number {
    if (this.#isPlain(text)) return 0;
    let kept = 0;
    let end = 0;
    for (const run of [...this.#parser.read(text), { start: text.length, end: text.length }]) {
      if (run.start > end && !ALL_HARMLESS.test(text.slice(end, run.start))) kept = run.start;
      end = run.end;
    }
    for (let at; (at = this.#otherControl.next(text, kept)) < text.length;) kept = at + 1;
    return kept;
  }

  /** A short way for text that can be skipped whole: it leaves the parser as it is. */
  #isPlain(text: string): boolean {
    if (this.#parser.begunLength > 0) return false;
    for (let at = 0; (at = this.#control.next(text, at)) < text.length;) {
      this.#harmless.lastIndex = at;
      if (!this.#harmless.test(text)) return false;
      at = this.#harmless.lastIndex;
    }
    return true;
  }

  /** What is open stays. */
  #close(): void {
    if (this.#skippedBytes > 0) this.#settled.push({ bytes: this.#skippedBytes });
    this.#settle(this.#pen.join("") + (this.#open ?? ""));
    this.#open = undefined;
    this.#skippedBytes = 0;
    this.#pen = [];
  }

  #settle(text: string): void {
    if (text === "") return;
    const last = this.#settled.at(-1);
    if (typeof last === "string" && last.length + text.length <= JOINED) {
      this.#settled[this.#settled.length - 1] = last + text;
    } else {
      this.#settled.push(text);
    }
    this.#settledLength += text.length;
  }
}

/** Length of the beginning of a harmless sequence at the end of `text`. */
function unfinishedLength(text: string): number {
  const at = text.lastIndexOf("\x1b");
  return at >= 0 && UNFINISHED.test(text.slice(at)) ? text.length - at : 0;
}

/** Index after the CR LF before the last `count` lines that end so; 0 when there are not as many. */
function startOfLastLines(text: string, count: number): number {
  let at = text.length;
  for (let lines = 0; lines <= count; lines++) {
    if (at <= 0) return 0;
    at = text.lastIndexOf("\r\n", at - 1);
  }
  return at < 0 ? 0 : at + 2;
}
