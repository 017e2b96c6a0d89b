import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";
import type { Terminal } from "@xterm/xterm";
import { announce } from "../../frame/announce.tsx";
import { LEAVE_KEYS } from "../../frame/leave_keys.ts";
import { ScreenPlace } from "../../xterm/screen_place.tsx";
import { InputLine } from "./input_line.tsx";
import type { LiveTerminal } from "./live_terminal.ts";
import { PasteDialog } from "./paste_dialog.tsx";
import { SearchBar } from "./search_bar.tsx";
import { StateBand } from "./state_band.tsx";
import { useTerminalKeys } from "./terminal_keys.ts";
import { TerminalTools } from "./terminal_tools.tsx";
import { terminalsTexts } from "./terminals_texts.ts";

/** Shows a terminal: its state when it is not open, screen, tools and input line. */
export function TerminalPanel({ terminal }: { readonly terminal: LiveTerminal }): JSX.Element {
  const text = terminalsTexts();
  const [isSearching, setSearching] = useState(false);
  const [pasted, setPasted] = useState<string>();
  useTerminalKeys(terminal, { onSearch: () => setSearching(true), onPaste: setPasted });
  const { name } = terminal.state.value;
  useEffect(() => {
    if (name === "ended") announce(text.ended);
    if (name === "lost") announce(text.lost);
    if (name === "away") announce(text.awayLate);
  }, [name]);
  return (
    <div class="terminal-panel">
      <StateBand terminal={terminal} />
      {isSearching
        ? <SearchBar screen={terminal.screen} onClose={() => setSearching(false)} />
        : null}
      <div class="terminal-screen">
        <ScreenPlace
          screen={terminal.screen}
          label={text.label(terminal.server, LEAVE_KEYS)}
          onShown={focusWithoutTouch}
        />
      </div>
      <InputLine terminal={terminal} />
      <TerminalTools onSearch={() => setSearching(true)} />
      {pasted === undefined
        ? null
        : <PasteDialog terminal={terminal} pasted={pasted} onClose={() => setPasted(undefined)} />}
    </div>
  );
}

/** Focuses a terminal, unless that opens a soft keyboard. */
function focusWithoutTouch(xterm: Terminal): void {
  if (!matchMedia("(pointer: coarse)").matches) xterm.focus();
}
