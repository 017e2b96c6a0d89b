import type { JSX } from "preact";
import { chooseScreenReader, isForScreenReader } from "../../xterm/screen_reader.ts";
import { terminalsTexts } from "./terminals_texts.ts";

/** Shows the tools below a terminal. */
export function TerminalTools({ onSearch }: { readonly onSearch: () => void }): JSX.Element {
  const text = terminalsTexts();
  return (
    <div class="terminal-tools">
      <button class="text" type="button" onClick={onSearch}>{text.find}</button>
      <label class="check">
        <input
          type="checkbox"
          checked={isForScreenReader.value}
          onChange={(event) => chooseScreenReader(event.currentTarget.checked)}
        />
        {text.screenReader}
      </label>
    </div>
  );
}
