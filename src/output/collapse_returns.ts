import { CharSearch } from "./char_search.ts";
import { EscapeParser } from "./escape_parser.ts";
import { foldAttributes } from "./fold_attributes.ts";
import { type Extent, measure } from "./measure.ts";
import { SetModes } from "./set_modes.ts";
import type { FrameBuffer } from "./throttle.ts";

/** Options for {@linkcode CollapseReturns}. */
export interface CollapseOptions {
  /** Returns the present width of the terminal, in columns. */
  readonly cols: () => number;
}

/** Piece of text that begins at column 0 and ends on the same row. */
interface Piece extends Extent {
  /** Text to send: the lead, the attributes of dropped pieces, the piece. */
  readonly text: string;
  readonly lead: Lead;
}

/** Return before a piece; empty when the return has been sent with an earlier frame. */
type Lead = "\r" | "";

/**
 * Maximum length of a piece that does not end, in characters: a longer one would not fit in a row.
 */
export const MAX_PIECE = 16_384;

/** Maximum length of an unfinished escape sequence that is held back, in characters. */
export const MAX_HELD = 4_096;

/**
 * Modes insert, and left and right margins, in which text printed from column 0 on does not simply
 * overwrite the row.
 */
const SHIFT_MODES = ["4", "?69"];

/** Maximum number of changes of attributes to carry over from a piece. A piece with more stays. */
export const MAX_CARRIED = 16;

/**
 * Frame buffer that drops text which a terminal would have overwritten within the same frame:
 * `\r10%\r11%\r12%` becomes `\r12%`. A terminal shows the same as after the whole text: every cell,
 * the cursor, the attributes, the scrollback.
 *
 * Text between two returns is dropped when a later piece on the same row surely covers it; its
 * changes of attributes are put before that piece. A piece that may leave its row (a newline, a
 * tab, a cursor movement, an emoji, more than `cols` columns …) is a barrier: it and all before it
 * stay.
 */
export class CollapseReturns implements FrameBuffer {
  readonly #cols: () => number;
  readonly #modes = new SetModes(SHIFT_MODES);
  readonly #parser = new EscapeParser((sequence) => this.#modes.track(sequence));
  readonly #bareReturn = new CharSearch(/\r(?!\n)/);
  readonly #lineEnd = new CharSearch(/[\r\n]/);
  #measuredCols = 0;
  /** Text that stays. */
  #settled = "";
  /** Pieces on the row that follow it, each over the pieces before it. */
  #row: Piece[] = [];
  #rowLength = 0;
  /** Text since the last return; `undefined` where the column is unknown. */
  #open: string | undefined;
  #lead: Lead = "\r";

  /** Starts at an unknown column: text before the first return stays. */
  constructor({ cols }: CollapseOptions) {
    this.#cols = cols;
  }

  /** Maximum number of characters that `take()` would return. */
  get size(): number {
    const open = this.#open === undefined ? 0 : this.#lead.length + this.#open.length;
    return this.#settled.length - this.#heldLength + this.#rowLength + open;
  }

  /** Length of the unfinished escape sequence at the end of the settled text. */
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

  /**
   * Removes and returns the text, without what was overwritten and without an unfinished escape
   * sequence at the end.
   */
  take(): string {
    const isAtStart = this.#open === "";
    const isMeasured = this.#open !== undefined && this.#close(this.#open);
    this.#flush();
    this.#open = undefined;
    if (isAtStart && isMeasured) this.#begin("");
    const end = this.#settled.length - this.#heldLength;
    const text = this.#settled.slice(0, end);
    this.#settled = this.#settled.slice(end);
    return text;
  }

  /** Removes and returns everything at the end of the stream, an unfinished sequence included. */
  end(): string {
    const text = this.take() + this.#settled;
    this.#settled = "";
    return text;
  }

  /** Treats a change of the terminal's width as a barrier. */
  #watchCols(): void {
    const cols = this.#cols();
    if (cols === this.#measuredCols) return;
    this.#measuredCols = cols;
    if (this.#open !== undefined) this.#settleRow(this.#open);
  }

  /**
   * Settles text at an unknown column, up to the next return that is not part of a line end.
   * Returns the index after it.
   */
  #pass(text: string, from: number): number {
    const at = this.#bareReturn.next(text, from);
    this.#settle(text.slice(from, at));
    if (at === text.length) return at;
    if (this.#parser.begunLength === 0 && !this.#modes.isAnySet) this.#begin("\r");
    else this.#settle("\r");
    return at + 1;
  }

  /** Extends the open piece up to its end, if that is in `text`. Returns the index after it. */
  #extend(open: string, { text, at }: { text: string; at: number }): number {
    const end = this.#lineEnd.next(text, at);
    const piece = open + text.slice(at, end);
    this.#open = piece;
    if (end === text.length) {
      if (piece.length > MAX_PIECE) this.#settleRow(piece);
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

  /** Checks whether the open piece stays on its row, and lays it there; else settles the row. */
  #close(open: string): boolean {
    const extent = measure(open, this.#measuredCols);
    if (extent === undefined) this.#settleRow(open);
    else this.#lay(open, extent);
    return extent !== undefined;
  }

  /** Settles the pieces on the row and the open piece. The column is unknown after it. */
  #settleRow(open: string): void {
    this.#flush();
    this.#settle(this.#lead + open);
    this.#open = undefined;
  }

  /** Lays a piece over the row, and drops the pieces that it covers. */
  #lay(open: string, extent: Extent): void {
    let lead = this.#lead;
    let carried: readonly string[] = [];
    for (let top = this.#row.at(-1); top !== undefined; top = this.#row.at(-1)) {
      // Many changes are not folded again for each later piece: there may be thousands of pieces.
      if (top.attributes.length > MAX_CARRIED) break;
      const changes = [...top.attributes, ...carried];
      const isUniform = changes.length + extent.attributes.length === 0;
      if (!covers(extent, top, { isUniform, below: this.#row.at(-2) })) break;
      const folded = foldAttributes(changes);
      if (folded.length > MAX_CARRIED) break;
      carried = folded;
      lead = top.lead;
      this.#row.pop();
      this.#rowLength -= top.text.length;
    }
    const text = lead + carried.join("") + open;
    const attributes = foldAttributes([...carried, ...extent.attributes]);
    this.#row.push({ width: extent.width, unwraps: extent.unwraps, attributes, text, lead });
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
 * Checks whether `upper` hides everything that `lower` painted. At equal widths, the row may hold a
 * wide character across the edge of both, and the first to cut it blanks its other half with its
 * own attributes. So both must have the same attributes, or `below`, which stays, must have cut
 * there before.
 */
function covers(
  upper: Extent,
  lower: Extent,
  { isUniform, below }: { isUniform: boolean; below: Extent | undefined },
): boolean {
  if (lower.unwraps && !upper.unwraps) return false;
  if (lower.width !== upper.width) return lower.width < upper.width;
  const hasEdge = lower.width > 0 && lower.width < Infinity;
  return !hasEdge || isUniform || below?.width === lower.width;
}
