import { useEffect } from "preact/hooks";
import type { Terminal } from "@xterm/xterm";
import { takeComposition } from "../../xterm/composition.ts";
import { actionOf } from "./key_action.ts";
import type { LiveTerminal } from "./live_terminal.ts";
import { needsQuestion } from "./pasted_lines.ts";

/** Options for {@linkcode useTerminalKeys}. */
export interface TerminalKeysOptions {
  /** Called to open the search. */
  readonly onSearch: () => void;
  /** Called with a pasted text that needs a question. */
  readonly onPaste: (text: string) => void;
}

/** Gives a terminal the keys of the page: leave, search, copy; and its paste and input methods. */
export function useTerminalKeys(terminal: LiveTerminal, options: TerminalKeysOptions): void {
  const { screen: { host } } = terminal;
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    takeComposition(host, { send: (text) => terminal.type(text), signal });
    host.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!needsQuestion(text)) return;
      event.preventDefault();
      event.stopPropagation();
      options.onPaste(text);
    }, { capture: true, signal });
    void terminal.screen.terminal.then((xterm) => {
      if (signal.aborted) return;
      xterm.attachCustomKeyEventHandler((event) => take(xterm, { ...options, event }));
    });
    return () => stop.abort();
  }, [terminal]);
}

/** Does what a key does in the page. Returns whether the key is the terminal's. */
function take(
  xterm: Terminal,
  { event, onSearch }: TerminalKeysOptions & { readonly event: KeyboardEvent },
): boolean {
  const action = actionOf(event, { isSelected: xterm.hasSelection() });
  if (action === "type") return true;
  if (event.type !== "keydown") return false;
  // A copied selection is gone, so that the next Ctrl+C interrupts.
  if (action === "copy") setTimeout(() => xterm.clearSelection());
  if (action === "browser" || action === "copy") return false;
  event.preventDefault();
  if (action === "search") onSearch();
  else if (action === "leave") document.getElementById("terminal-input")?.focus();
  return false;
}
