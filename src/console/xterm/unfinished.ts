/** Number of characters in which the beginning of a control sequence is looked for. */
const REACH = 65_536;

/** Control sequence, or control string, that has not ended (ECMA-48, 5.4 and 5.6). */
const UNFINISHED = /\x1b(?:[ -\/]*|\[[0-?]*[ -\/]*|[P\]X^_][^\x07\x18\x1a\x1b\x9c]*\x1b?)$/;

/** Returns the control sequence that a text ends in the middle of; empty when it has ended. */
export function unfinishedPart(text: string): string {
  return UNFINISHED.exec(text.slice(-REACH))?.[0] ?? "";
}
