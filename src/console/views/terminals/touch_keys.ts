/** Keys that soft keyboards lack, with their sequences. */
export const TOUCH_KEYS = [
  { name: "Esc", sends: "\x1b" },
  { name: "Tab", sends: "\t" },
  { name: "↑", sends: "\x1b[A" },
  { name: "↓", sends: "\x1b[B" },
  { name: "←", sends: "\x1b[D" },
  { name: "→", sends: "\x1b[C" },
] as const;

/** Name of the key that makes a control character of the next one. */
export const CONTROL_KEY = "Ctrl";

/** Returns the control character of the first character of a text: `c` is Ctrl-C, `\x03`. */
export function controlOf(text: string): string {
  const code = text.toUpperCase().charCodeAt(0);
  return code >= 0x40 && code < 0x60 ? String.fromCharCode(code & 0x1f) : "";
}
