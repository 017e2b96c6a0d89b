/** Returns the lines of a text. A line end at its end begins no other line. */
export function linesOf(text: string): string[] {
  return text.replace(/(?:\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/);
}

/** Checks whether a pasted text is more than one line, or ends one: it would run at once. */
export function needsQuestion(text: string): boolean {
  return /[\r\n]/.test(text);
}
