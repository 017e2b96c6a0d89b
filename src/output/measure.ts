import { charWidth } from "./char_width.ts";

/** What a piece of text does to the row it is written on, from column 0. */
export interface Extent {
  /** Columns that are surely painted, from 0 on; Infinity when the whole row is. */
  readonly width: number;
  /** Whether it makes the row a line of its own, which is no more the continuation of the one above. */
  readonly unwraps: boolean;
  /** Its changes of the pen, in order. */
  readonly pen: readonly string[];
}

const BACKSPACE = 0x08;
const ESC = 0x1b;

/** The escape sequences that leave row and column known. */
const UNDERSTOOD = /\x1b(?:\[[02]?K|\[[\d;:]*m|\([0AB]|\[\?25[hl])/;

/**
 * Measures a piece that begins at column 0. Understood are characters of known width that fit in `cols`, backspaces,
 * EL 0 and 2, SGR, the choice of G0 and cursor on and off: nothing else leaves row and column known.
 *
 * @returns undefined when anything else is in `text`
 */
export function measure(text: string, cols: number): Extent | undefined {
  let column = 0;
  let width = 0;
  let unwraps = false;
  const pen: string[] = [];
  let sequence: RegExp | undefined;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === ESC) {
      sequence ??= new RegExp(UNDERSTOOD, "y");
      sequence.lastIndex = at;
      if (!sequence.test(text)) return undefined;
      const found = text.slice(at, sequence.lastIndex);
      at = sequence.lastIndex;
      if (!found.endsWith("K")) pen.push(found);
      else {
        width = Infinity;
        unwraps ||= column === 0 || found.endsWith("2K");
      }
      continue;
    }
    if (code === BACKSPACE) {
      // At column 0 and past the last one terminals differ: https://github.com/mattiase/wraptest
      if (column === 0 || column === cols) return undefined;
      column--;
    } else {
      const wide = charWidth(code);
      if (wide === undefined || column + wide > cols) return undefined;
      column += wide;
      width = Math.max(width, column === cols ? Infinity : column);
    }
    at++;
  }
  return { width, unwraps, pen };
}
