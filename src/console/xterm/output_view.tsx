import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import type { Terminal } from "@xterm/xterm";
import type { OutputScreen } from "./output_screen.ts";
import { chooseScreenReader, isForScreenReader } from "./screen_reader.ts";
import { ScreenPlace, type ScreenPlaceProps } from "./screen_place.tsx";
import { xtermTexts } from "./xterm_texts.ts";

/** Properties of an {@linkcode OutputView}. */
export interface OutputViewProps extends Pick<ScreenPlaceProps, "label" | "size"> {
  /** Screen that is shown. It is the caller's, who also disposes it. */
  readonly screen: OutputScreen;
}

/**
 * Shows output as a terminal does, read only. Keys scroll it, copy and leave it as they do in a
 * page.
 */
export function OutputView({ screen, label, size }: OutputViewProps): JSX.Element {
  useEffect(() => void screen.terminal.then(scrollByKeys, () => {}), [screen]);
  return (
    <div class="output" role="group" aria-label={label}>
      <button
        class="skip"
        type="button"
        aria-pressed={isForScreenReader.value}
        onClick={() => chooseScreenReader(!isForScreenReader.value)}
      >
        {xtermTexts().read}
      </button>
      <ScreenPlace screen={screen} label={label} size={size} />
    </div>
  );
}

/** Scrolls a read-only terminal by the keys that scroll a page. All others are the browser's. */
function scrollByKeys(terminal: Terminal): void {
  const actions: Readonly<Record<string, () => void>> = {
    ArrowUp: () => terminal.scrollLines(-1),
    ArrowDown: () => terminal.scrollLines(1),
    PageUp: () => terminal.scrollPages(-1),
    PageDown: () => terminal.scrollPages(1),
    Home: () => terminal.scrollToTop(),
    End: () => terminal.scrollToBottom(),
  };
  terminal.attachCustomKeyEventHandler((event) => {
    const action = event.ctrlKey || event.altKey || event.metaKey ? undefined : actions[event.key];
    if (action !== undefined && event.type === "keydown") {
      event.preventDefault();
      action();
    }
    return false;
  });
}
