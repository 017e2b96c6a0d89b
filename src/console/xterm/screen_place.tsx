import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import type { Terminal } from "@xterm/xterm";
import { loadXterm } from "./load_xterm.ts";
import type { Screen } from "./screen.ts";

/** Properties of a {@linkcode ScreenPlace}. */
export interface ScreenPlaceProps {
  /** Screen that is shown. */
  readonly screen: Screen;
  /** Name of the screen for screen readers. */
  readonly label: string;
  /** Size of the terminal; undefined when it follows that of the element. */
  readonly size?: Pick<Terminal, "cols" | "rows"> | undefined;
  /** Called when the terminal is in the page. */
  readonly onShown?: (terminal: Terminal) => void;
}

/** Shows a screen, whose terminal follows the size of the place. */
export function ScreenPlace({ screen, label, size, onShown }: ScreenPlaceProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const { cols, rows } = size ?? {};
  useEffect(() => {
    if (place.current === null) return;
    const stop = new AbortController();
    place.current.append(screen.host);
    void show(screen, { size, label, signal: stop.signal, onShown });
    return () => stop.abort();
  }, [screen, cols, rows]);
  useEffect(() => void screen.terminal.then((terminal) => setLabel(terminal, label)), [label]);
  return <div class="screen-place" ref={place} />;
}

/** Names a terminal that is in the page. */
function setLabel({ textarea }: Terminal, label: string): void {
  textarea?.setAttribute("aria-label", label);
}

interface ShowOptions extends Pick<ScreenPlaceProps, "size" | "label" | "onShown"> {
  readonly signal: AbortSignal;
}

/** Draws a screen that is in the page, and keeps its size. */
async function show(
  screen: Screen,
  { size, label, signal, onShown }: ShowOptions,
): Promise<void> {
  const [terminal, { FitAddon }] = await Promise.all([screen.terminal, loadXterm()]);
  if (signal.aborted) return;
  if (terminal.element === undefined) terminal.open(screen.host);
  setLabel(terminal, label);
  if (size === undefined) {
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(screen.host);
    signal.addEventListener("abort", () => {
      observer.disconnect();
      fit.dispose();
    });
    fit.fit();
  } else terminal.resize(size.cols, size.rows);
  terminal.refresh(0, terminal.rows - 1);
  onShown?.(terminal);
}
