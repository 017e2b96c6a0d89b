import { utf8Bytes } from "../protocol/utf8_bytes.ts";
import { CharSearch } from "./char_search.ts";
import { EscapeParser } from "./escape_parser.ts";
import { ATTRIBUTE_CHANGE, foldAttributes } from "./fold_attributes.ts";
import { Scrolling } from "./scrolling.ts";

/** Place of skipped text in a stream. */
export interface Gap {
  /** Size of the skipped text, in bytes of UTF-8. */
  readonly bytes: number;
}

/** Sequence that can be skipped: a change of attributes, or an erasure in the row. */
const HARMLESS = `(?:${ATTRIBUTE_CHANGE.source}|\x1b\\[[012]?K)`;
const ALL_HARMLESS = new RegExp(`^${HARMLESS}*$`);
const ATTRIBUTE_CHANGES = new RegExp(ATTRIBUTE_CHANGE, "g");
/** Text that may become a harmless sequence with the next piece of the stream. */
const UNFINISHED = /\x1b(?:\[[\d;:?]{0,64}|\()?$/;
/** Maximum length of such text, in characters. */
const MAX_UNFINISHED = 66;

/** Maximum number of changes of attributes to restore after a gap. Text that needs more stays. */
export const MAX_RESTORED = 64;

/** Length up to which pieces that stay are joined, in characters. */
const MAX_JOINED = 65_536;

/**
 * Text that waits for its reader. Lines can be skipped that a terminal would have scrolled off its
 * screen: in the end it shows the same, cursor and attributes included, and only its scrollback
 * lacks them.
 *
 * A skipped line stands between two CR LF, while the terminal simply scrolls, and holds printable
 * characters, tabs, returns, backspaces, bells, changes of attributes and erasures in the row only.
 * Anything else stays, with the lines before it that the screen needs.
 */
export class Backlog {
  readonly #rows: () => number;
  readonly #scrolling: Scrolling;
  readonly #parser = new EscapeParser((sequence) => this.#scrolling.track(sequence));
  readonly #otherControl = new CharSearch(/[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/);
  readonly #control = new CharSearch(/[\x00-\x06\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
  readonly #harmless = new RegExp(`${HARMLESS}+`, "y");
  /** Text that stays, and gaps, in order. */
  #settled: (string | Gap)[] = [];
  #settledLength = 0;
  /**
   * Text after it that may be skipped, from the start of a line; `undefined` before any line
   * starts.
   */
  #open: string | undefined;
  /** Size of the text skipped just before `#open`, in bytes of UTF-8. */
  #skippedBytes = 0;
  /** Changes of attributes in that text, folded. */
  #attributes: readonly string[] = [];
  /** Text that was not sorted yet. */
  #fresh = "";

  /** Starts with a terminal that was reset and has `rows()` rows. */
  constructor(rows: () => number) {
    this.#rows = rows;
    this.#scrolling = new Scrolling(rows);
  }

  /** Number of characters that wait. */
  get size(): number {
    return this.#settledLength + (this.#open?.length ?? 0) + this.#fresh.length;
  }

  /** Whether a gap or a part of divided text waits. */
  get isInParts(): boolean {
    return this.#settled.length > 0 || this.#skippedBytes > 0;
  }

  /** Whether text was skipped that no gap stands for yet: the gap may grow. */
  get isSkipping(): boolean {
    return this.#skippedBytes > 0;
  }

  /** Adds `text` at the end. */
  push(text: string): void {
    this.#fresh += text;
  }

  /** Skips all lines that can be skipped. */
  skip(): void {
    this.#sort();
    const open = this.#open ?? "";
    // The cursor may be on any row: twice the rows of the screen scroll off what was there before.
    const end = startOfLastLines(open, 2 * this.#rows());
    if (end === 0) return;
    const skipped = open.slice(0, end);
    const changes = skipped.match(ATTRIBUTE_CHANGES) ?? [];
    const attributes = foldAttributes([...this.#attributes, ...changes]);
    if (attributes.length > MAX_RESTORED) return;
    this.#attributes = attributes;
    this.#skippedBytes += utf8Bytes(skipped);
    this.#open = open.slice(end);
  }

  /**
   * Removes and returns the next text or gap, or returns `undefined` when nothing waits. A gap
   * covers all lines that can be skipped by then. If the text may be skipped later, at most
   * `maxLength` characters are returned.
   */
  shift(maxLength = Infinity): string | Gap | undefined {
    if (this.#settled.length === 0) {
      if (this.#skippedBytes > 0) this.skip();
      // Plain text may be sorted twice.
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

  /** Sorts fresh text into text that stays and text that may be skipped. */
  #sort(): void {
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

  /** Returns the index in `text` after the last sequence or control that cannot be skipped. */
  #keptLength(text: string): number {
    if (this.#isPlain(text)) return 0;
    let kept = 0;
    let end = 0;
    for (const span of [...this.#parser.read(text), { start: text.length, end: text.length }]) {
      if (span.start > end && !ALL_HARMLESS.test(text.slice(end, span.start))) kept = span.start;
      end = span.end;
    }
    for (let at; (at = this.#otherControl.next(text, kept)) < text.length;) kept = at + 1;
    return kept;
  }

  /** Checks in one pass, without the parser, whether all of `text` can be skipped. */
  #isPlain(text: string): boolean {
    if (this.#parser.begunLength > 0) return false;
    for (let at = 0; (at = this.#control.next(text, at)) < text.length;) {
      this.#harmless.lastIndex = at;
      if (!this.#harmless.test(text)) return false;
      at = this.#harmless.lastIndex;
    }
    return true;
  }

  /** Settles the gap, if any, and the text that might have been skipped. */
  #close(): void {
    if (this.#skippedBytes > 0) this.#settled.push({ bytes: this.#skippedBytes });
    this.#settle(this.#attributes.join("") + (this.#open ?? ""));
    this.#open = undefined;
    this.#skippedBytes = 0;
    this.#attributes = [];
  }

  #settle(text: string): void {
    if (text === "") return;
    const last = this.#settled.at(-1);
    if (typeof last === "string" && last.length + text.length <= MAX_JOINED) {
      this.#settled[this.#settled.length - 1] = last + text;
    } else {
      this.#settled.push(text);
    }
    this.#settledLength += text.length;
  }
}

/**
 * Returns the length of the harmless sequence that is cut by the end of `text`; 0 if there is none.
 */
function unfinishedLength(text: string): number {
  return UNFINISHED.exec(text.slice(-MAX_UNFINISHED))?.[0].length ?? 0;
}

/**
 * Returns the index of the last `count` lines that end with CR LF; 0 when there are fewer, or
 * nothing before them.
 */
function startOfLastLines(text: string, count: number): number {
  let at = text.length;
  for (let lines = 0; lines <= count; lines++) {
    if (at <= 0) return 0;
    at = text.lastIndexOf("\r\n", at - 1);
  }
  return at < 0 ? 0 : at + 2;
}
