import { CharSearch } from "./char_search.ts";
import { EscapeParser } from "./escape_parser.ts";
import { foldPen } from "./fold_pen.ts";
import { type Extent, measure } from "./measure.ts";
import { SetModes } from "./set_modes.ts";
import type { Gather } from "./throttle.ts";

/** What collapsing has to know. */
export interface CollapseOptions {
  /** The terminal's present width, in columns. */
  readonly cols: () => number;
}

/** A piece of text that begins at column 0 and ends on the same row. */
interface Piece extends Extent {
  /** As it is to be sent: its return, the pen it was written with as far as that is not sent otherwise, itself. */
  readonly text: string;
  readonly lead: Lead;
}

/** The return before a piece; none when that has been sent with an earlier frame. */
type Lead = "\r" | "";

/** A piece that does not end is not kept longer than this, in characters: it would not fit a row. */
const MAX_PIECE = 16_384;

/** An escape sequence that does not end is not held back longer than this, in characters. */
const MAX_HELD = 4_096;

/** Insert, and left and right margins: what is printed from column 0 on does not simply overwrite the row. */
const SHIFT_MODES = ["4", "?69"];

/** A piece whose pen changes do not fit in this many stays. */
const MAX_CARRIED = 16;

/**
 * Gathers text and drops what a terminal would have overwritten within the same frame: `\r10%\r11%\r12%` becomes
 * `\r12%`. A terminal shows the same after it as after the whole text: every cell, the cursor, the pen, the scrollback.
 *
 * Text between two returns is dropped when a later piece on the same row surely covers it; its changes of the pen are
 * put before that piece. A piece that does not surely stay on its row (a newline, a tab, a cursor movement, an emoji,
 * more than `cols` columns …) is a barrier: it and all before it stay as they are.
 */
export class CollapseReturns implements Gather {
  readonly #cols: () => number;
  readonly #modes = new SetModes(SHIFT_MODES);
  readonly #parser = new EscapeParser((sequence) => this.#modes.note(sequence));
  readonly #bareReturn = new CharSearch(/\r(?!\n)/);
  readonly #lineEnd = new CharSearch(/[\r\n]/);
  #measuredCols = 0;
  /** What leaves as it is. */
  #settled = "";
  /** What followed on one row since then, each piece over the ones before it. */
  #row: Piece[] = [];
  #rowLength = 0;
  /** The text since the last return; undefined where the column is not known. */
  #open: string | undefined;
  #lead: Lead = "\r";

  /** Begins at an unknown column: what comes before the first return is kept. */
  constructor({ cols }: CollapseOptions) {
    this.#cols = cols;
  }

  /** Characters that `take()` would give, or some more. */
  get size(): number {
    const open = this.#open === undefined ? 0 : this.#lead.length + this.#open.length;
    return this.#settled.length - this.#heldLength + this.#rowLength + open;
  }

  /** Characters at the end of what is settled that are the beginning of an escape sequence. */
  get #heldLength(): number {
    const begun = this.#parser.begunLength;
    return begun <= MAX_HELD ? begun : 0;
  }

  /** Adds `text` at the end. */
  push(text: string): void {
    this.#watchCols();
    for (let at = 0; at < text.length;) {
      at = this.#open === undefined ? this.#pass(text, at) : this.#extend(this.#open, { text, at });
    }
  }

  /** Gives all text since the last time, but for what was overwritten and an escape sequence that is cut at the end. */
  take(): string {
    const atStart = this.#open === "";
    const measured = this.#open !== undefined && this.#close(this.#open);
    this.#flush();
    this.#open = undefined;
    if (atStart && measured) this.#begin("");
    const end = this.#settled.length - this.#heldLength;
    const text = this.#settled.slice(0, end);
    this.#settled = this.#settled.slice(end);
    return text;
  }

  /** Gives all that is left, when nothing follows. */
  end(): string {
    const text = this.take() + this.#settled;
    this.#settled = "";
    return text;
  }

  /** A change of width is a barrier. */
  #watchCols(): void {
    const cols = this.#cols();
    if (cols === this.#measuredCols) return;
    this.#measuredCols = cols;
    if (this.#open !== undefined) this.#abandon(this.#open);
  }

  /** Where the column is not known: sends text on up to the next return that is no line's end. Returns how far. */
  #pass(text: string, from: number): number {
    const at = this.#bareReturn.next(text, from);
    this.#settle(text.slice(from, at));
    if (at === text.length) return at;
    if (this.#parser.begunLength === 0 && !this.#modes.isAnySet) this.#begin("\r");
    else this.#settle("\r");
    return at + 1;
  }

  /** Adds to the open piece what belongs to it, and closes it if it ends. Returns how far. */
  #extend(open: string, { text, at }: { text: string; at: number }): number {
    const end = this.#lineEnd.next(text, at);
    const piece = open + text.slice(at, end);
    this.#open = piece;
    if (end === text.length) {
      if (piece.length > MAX_PIECE) this.#abandon(piece);
      return end;
    }
    if (this.#close(piece) && text[end] === "\r") {
      this.#begin("\r");
      return end + 1;
    }
    this.#flush();
    this.#open = undefined;
    return end;
  }

  #begin(lead: Lead): void {
    this.#open = "";
    this.#lead = lead;
  }

  /** Puts the open piece on the row, or settles it with all before it and returns false. */
  #close(open: string): boolean {
    const extent = measure(open, this.#measuredCols);
    if (extent === undefined) this.#abandon(open);
    else this.#lay(open, extent);
    return extent !== undefined;
  }

  #abandon(open: string): void {
    this.#flush();
    this.#settle(this.#lead + open);
    this.#open = undefined;
  }

  /** Lays a piece over the row and takes away what is under it. */
  #lay(open: string, extent: Extent): void {
    let lead = this.#lead;
    let carried: readonly string[] = [];
    for (let top = this.#row.at(-1); top !== undefined; top = this.#row.at(-1)) {
      // A long pen is not folded again for each piece above it, of which there may be thousands.
      if (top.pen.length > MAX_CARRIED) break;
      const changes = [...top.pen, ...carried];
      const isOnePen = changes.length + extent.pen.length === 0;
      if (!covers(extent, top, { isOnePen, below: this.#row.at(-2) })) break;
      const pen = foldPen(changes);
      if (pen.length > MAX_CARRIED) break;
      carried = pen;
      lead = top.lead;
      this.#row.pop();
      this.#rowLength -= top.text.length;
    }
    const text = lead + carried.join("") + open;
    const pen = foldPen([...carried, ...extent.pen]);
    this.#row.push({ width: extent.width, unwraps: extent.unwraps, pen, text, lead });
    this.#rowLength += text.length;
  }

  #flush(): void {
    for (const { text } of this.#row) this.#settled += text;
    this.#row = [];
    this.#rowLength = 0;
  }

  #settle(text: string): void {
    this.#settled += text;
    this.#parser.read(text);
  }
}

/**
 * Whether `upper` hides all that `lower` did. At equal widths the row may hold a wide character across their edge, and
 * whichever cuts it first blanks its other half with its own pen. So both must have one pen, or `below`, which stays,
 * must have cut there before.
 */
function covers(
  upper: Extent,
  lower: Extent,
  { isOnePen, below }: { isOnePen: boolean; below: Extent | undefined },
): boolean {
  if (lower.unwraps && !upper.unwraps) return false;
  if (lower.width !== upper.width) return lower.width < upper.width;
  const hasEdge = lower.width > 0 && lower.width < Infinity;
  return !hasEdge || isOnePen || below?.width === lower.width;
}
