/** Key, as the browser reports it. */
export interface Key {
  /** Place of the key on the keyboard (UI Events KeyboardEvent code). */
  readonly code: string;
  /** Whether Ctrl is held. */
  readonly ctrlKey: boolean;
  /** Whether Alt is held. */
  readonly altKey: boolean;
  /** Whether Shift is held. */
  readonly shiftKey: boolean;
  /** Whether Command or the Windows key is held. */
  readonly metaKey: boolean;
}

/** Effect of a key in a terminal. `browser`: that of the browser, such as pasting. */
export type KeyAction = "type" | "browser" | "copy" | "search" | "leave";

/** Returns the effect of a key. */
export function actionOf(
  { code, ctrlKey, altKey, shiftKey, metaKey }: Key,
  { isSelected }: { readonly isSelected: boolean },
): KeyAction {
  const keys = `${ctrlKey ? "C" : ""}${altKey ? "A" : ""}${shiftKey ? "S" : ""}${
    metaKey ? "M" : ""
  }`;
  if (keys === "AS" && code === "Digit0") return "leave";
  // The numbers that go to the views: the terminal is left by their shortcut too.
  if (keys === "AS" && /^Digit[1-5]$/.test(code)) return "browser";
  if ((keys === "CS" || keys === "M") && code === "KeyF") return "search";
  if (code === "KeyC" && isSelected && (keys === "C" || keys === "CS" || keys === "M")) {
    return "copy";
  }
  if (code === "KeyV" && (keys === "CS" || keys === "C" || keys === "M")) return "browser";
  return "type";
}
