/**
 * Ranges of code points whose width terminals agree on, with the columns that a character takes.
 */
const WIDTHS: readonly (readonly [first: number, last: number, width: 1 | 2])[] = [
  [0x20, 0x7e, 1],
  [0xa0, 0xac, 1],
  [0xae, 0x2ff, 1],
  [0x370, 0x482, 1],
  [0x48a, 0x52f, 1],
  [0x2010, 0x2027, 1],
  [0x2030, 0x205e, 1],
  [0x2190, 0x21ff, 1],
  [0x2500, 0x25fc, 1],
  [0x2800, 0x28ff, 1],
  [0x3000, 0x3029, 2],
  [0x3030, 0x303e, 2],
  [0x3041, 0x3096, 2],
  [0x309b, 0x30ff, 2],
  [0x3131, 0x3163, 2],
  [0x3400, 0x4dbf, 2],
  [0x4e00, 0x9fff, 2],
  [0xac00, 0xd7a3, 2],
  [0xff01, 0xff60, 2],
  [0xffe0, 0xffe6, 2],
];

/**
 * Returns the number of columns that a character takes: 1 or 2 for ASCII, European alphabets,
 * lines, blocks, Braille, and the scripts of Korean, Japanese and Chinese. Returns `undefined` for
 * every other character (emoji, combining marks, controls), whose width terminals do not agree on.
 */
export function charWidth(codePoint: number): 1 | 2 | undefined {
  for (const [first, last, width] of WIDTHS) {
    if (codePoint <= last) return codePoint >= first ? width : undefined;
  }
  return undefined;
}
