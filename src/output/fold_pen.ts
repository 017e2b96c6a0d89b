const BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const MIXED = `8;5;${BYTE}|8;2;${BYTE};${BYTE};${BYTE}`;
const FOREGROUND = new RegExp(`^\x1b\\[(?:3(?:[0-79]|${MIXED})|9[0-7])m$`);
const BACKGROUND = new RegExp(`^\x1b\\[(?:4(?:[0-79]|${MIXED})|10[0-7])m$`);
/** An SGR whose first parameter is 0, or missing, which is the same (ECMA-48, 8.3.117). */
const RESET = new RegExp("^\x1b\\[0*[;m]");

/** A change of the pen: SGR, the choice of character set G0, cursor on and off. */
export const PEN_CHANGE = /\x1b(?:\[[\d;:]*m|\([0AB]|\[\?25[hl])/;

/**
 * Shortens what sets a terminal's pen (colours, attributes, character set G0, cursor shown or not) to less with the same
 * effect. Every change is an assignment, so it is void when a later one assigns the same.
 */
export function foldPen(changes: readonly string[]): readonly string[] {
  if (changes.length < 2) return changes;
  const kept: string[] = [];
  const slots = new Set<string>();
  let isReset = false;
  for (let index = changes.length - 1; index >= 0; index--) {
    const change = changes[index] ?? "";
    if (isReset && change.endsWith("m")) continue;
    isReset ||= RESET.test(change);
    const slot = slotOf(change);
    if (slots.has(slot)) continue;
    slots.add(slot);
    kept.push(change);
  }
  return kept.reverse();
}

/** Names what a change assigns, if it is one thing; else the change stands for itself. */
function slotOf(change: string): string {
  if (change.startsWith("\x1b(")) return "character set";
  if (change.startsWith("\x1b[?25")) return "cursor";
  if (FOREGROUND.test(change)) return "foreground";
  if (BACKGROUND.test(change)) return "background";
  return change;
}
