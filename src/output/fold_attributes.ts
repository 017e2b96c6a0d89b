const BYTE = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const MIXED = `8;5;${BYTE}|8;2;${BYTE};${BYTE};${BYTE}`;
const FOREGROUND = new RegExp(`^\x1b\\[(?:3(?:[0-79]|${MIXED})|9[0-7])m$`);
const BACKGROUND = new RegExp(`^\x1b\\[(?:4(?:[0-79]|${MIXED})|10[0-7])m$`);
/** SGR whose first parameter is 0, or missing, which means 0 (ECMA-48, 8.3.117). */
const RESET = new RegExp("^\x1b\\[0*[;m]");

/**
 * Sequence that changes the attributes of a terminal: SGR (colours, bold …), the choice of the
 * character set G0, cursor shown or hidden.
 */
export const ATTRIBUTE_CHANGE = /\x1b(?:\[[\d;:]*m|\([0AB]|\[\?25[hl])/;

/**
 * Returns fewer changes with the same effect. Each {@linkcode ATTRIBUTE_CHANGE} is an assignment,
 * so that a later assignment to the same attribute makes it void.
 */
export function foldAttributes(changes: readonly string[]): readonly string[] {
  if (changes.length < 2) return changes;
  const kept: string[] = [];
  const assigned = new Set<string>();
  let isReset = false;
  for (let index = changes.length - 1; index >= 0; index--) {
    const change = changes[index] ?? "";
    if (isReset && change.endsWith("m")) continue;
    isReset ||= RESET.test(change);
    const attribute = attributeOf(change);
    if (assigned.has(attribute)) continue;
    assigned.add(attribute);
    kept.push(change);
  }
  return kept.reverse();
}

/** Returns a name for the attribute that is assigned, or `change` itself if it may be several. */
function attributeOf(change: string): string {
  if (change.startsWith("\x1b(")) return "character set";
  if (change.startsWith("\x1b[?25")) return "cursor";
  if (FOREGROUND.test(change)) return "foreground";
  if (BACKGROUND.test(change)) return "background";
  return change;
}
