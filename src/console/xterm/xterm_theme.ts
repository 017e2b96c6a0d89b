import { effect } from "@preact/signals";
import type { ITheme, Terminal } from "@xterm/xterm";
import { theme } from "../frame/theme.ts";

/** Names of the eight colours, as the tokens have them. */
const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** Font of the output. */
export interface OutputFont {
  /** Size in pixels. */
  readonly fontSize: number;
  /** Families. */
  readonly fontFamily: string;
}

/** Has a terminal follow the theme of the page and that of the system. Returns the end of it. */
export function followTheme(terminal: Terminal): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = () => terminal.options.theme = themeNow();
  dark.addEventListener("change", draw);
  const stop = effect(() => {
    // The attribute is written by another effect of the same signal.
    void theme.value;
    queueMicrotask(draw);
  });
  return () => {
    dark.removeEventListener("change", draw);
    stop();
  };
}

/** Returns the font that the tokens give to output. */
export function outputFont(): OutputFont {
  return probed((style) => {
    style.font = "var(--output)";
    return ({ fontSize, fontFamily }) => ({ fontSize: Number.parseFloat(fontSize), fontFamily });
  });
}

/** Returns the colours of the tokens. */
export function themeNow(): ITheme {
  const ansi = COLOURS.flatMap((name) => {
    const bright = `bright${name[0]?.toUpperCase()}${name.slice(1)}`;
    return [[name, `--ansi-${name}`], [bright, `--ansi-bright-${name}`]];
  });
  const names = Object.fromEntries([
    ...ansi,
    ["background", "--surface"],
    ["foreground", "--ink"],
    ["cursor", "--accent"],
    ["cursorAccent", "--surface"],
    ["selectionBackground", "--wash"],
    ["selectionForeground", "--ink"],
    ["scrollbarSliderBackground", "--line"],
    ["scrollbarSliderHoverBackground", "--edge"],
    ["scrollbarSliderActiveBackground", "--edge"],
  ]);
  return Object.fromEntries(
    Object.entries(names).map(([name, token]) => [name, colourOf(String(token))]),
  );
}

/** Returns the colour of a token in the theme of now, as `rgb(…)`. */
function colourOf(token: string): string {
  return probed((style) => {
    style.color = `var(${token})`;
    return ({ color }) => color;
  });
}

/** Reads a style that the browser computes for an element of the page. */
function probed<Value>(
  write: (style: CSSStyleDeclaration) => (computed: CSSStyleDeclaration) => Value,
): Value {
  const element = document.createElement("span");
  document.body.append(element);
  const read = write(element.style);
  const value = read(getComputedStyle(element));
  element.remove();
  return value;
}
