import { charWidth } from "./char_width.ts";

/** Effect of a piece of text, written from column 0, on its row. */
export interface Extent {
  /** Number of columns that are surely painted, from 0 on; Infinity for the whole row. */
  readonly width: number;
  /** Whether the row no longer continues the row above. */
  readonly unwraps: boolean;
  /** Changes of attributes in the piece, in order. */
  readonly attributes: readonly string[];
}

const BACKSPACE = 0x08;
const ESC = 0x1b;

/** Escape sequences after which row and column are known: EL 0 and 2, and changes of attributes. */
const KNOWN_SEQUENCE = /\x1b(?:\[[02]?K|\[[\d;:]*m|\([0AB]|\[\?25[hl])/;

/**
 * Measures a piece that begins at column 0: characters of known width that fit in `cols`,
 * backspaces, and known escape sequences.
 *
 * @returns `undefined` for a piece that holds anything else
 */
export function measure(text: string, cols: number): Extent | undefined {
  let column = 0;
  let width = 0;
  let unwraps = false;
  const attributes: string[] = [];
  let sequence: RegExp | undefined;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === ESC) {
      sequence ??= new RegExp(KNOWN_SEQUENCE, "y");
      sequence.lastIndex = at;
      if (!sequence.test(text)) return undefined;
      const found = text.slice(at, sequence.lastIndex);
      at = sequence.lastIndex;
      if (!found.endsWith("K")) attributes.push(found);
      else {
        width = Infinity;
        unwraps ||= column === 0 || found.endsWith("2K");
      }
      continue;
    }
    if (code === BACKSPACE) {
      // Terminals differ at column 0 and past the last one: https://github.com/mattiase/wraptest
      if (column === 0 || column === cols) return undefined;
      column--;
    } else {
      const charCols = charWidth(code);
      if (charCols === undefined || column + charCols > cols) return undefined;
      column += charCols;
      width = Math.max(width, column === cols ? Infinity : column);
    }
    at++;
  }
  return { width, unwraps, attributes };
}
