import { effect } from "@preact/signals";
import type { ITerminalInitOnlyOptions, ITerminalOptions, Terminal } from "@xterm/xterm";
import type { wire } from "../../client/mod.ts";
import { bytesText } from "../format/format.ts";
import { loadXterm, type Xterm } from "./load_xterm.ts";
import { turnOffAnswers } from "./answers.ts";
import { isForScreenReader } from "./screen_reader.ts";
import { openWebLink } from "./web_link.ts";
import { followTheme, outputFont, themeNow } from "./xterm_theme.ts";
import { xtermTexts } from "./xterm_texts.ts";

/** Number of characters that may wait for the parser before {@linkcode Screen.write} waits. */
const AHEAD = 8_192;
/** Length of the text that xterm parses without a pause, in characters. */
const PIECE = 4_096;
/** Minimum contrast of text (WCAG 2.2, 1.4.3). */
const CONTRAST = 4.5;

/** Size of a screen, in characters. */
export type ScreenSize = Pick<Terminal, "cols" | "rows">;

/** Options for a {@linkcode Screen}. */
export interface ScreenOptions {
  /** Number of lines that are kept above the screen. */
  readonly scrollback: number;
  /** Whether it takes no input, and answers nothing. */
  readonly isReadOnly: boolean;
  /** Columns and rows until it is shown. Default: 80 and 24. */
  readonly size?: ScreenSize | undefined;
  /** Whether each line feed also returns the carriage: for text that no terminal has made. */
  readonly isText?: boolean;
}

/**
 * Screen of a terminal. It lives beside its element, so that a view can be left and entered again.
 */
export class Screen {
  /** Element of the screen, which a view puts into its own. */
  readonly host: HTMLDivElement = document.createElement("div");
  /** Settles with the terminal of xterm, when that is loaded. */
  readonly terminal: Promise<Terminal>;
  /** Terminal, once it is loaded: what is written then is written in the order of the calls. */
  #loaded: Terminal | undefined;
  readonly #firstSize: ScreenSize;
  #waiting = 0;
  readonly #stops: (() => void)[] = [];
  #isDisposed = false;

  /** Creates an empty screen, and loads xterm. */
  constructor(options: ScreenOptions) {
    this.host.className = "screen";
    this.#firstSize = options.size ?? { cols: 80, rows: 24 };
    this.terminal = loadXterm().then((xterm) => this.#made(xterm, options));
    // Each call that waits for it rejects with the same error.
    this.terminal.then((terminal) => this.#loaded = terminal, () => {});
  }

  /** Columns and rows of now. */
  get size(): ScreenSize {
    const { cols, rows } = this.#loaded ?? this.#firstSize;
    return { cols, rows };
  }

  /**
   * Writes text of a server. Resolves when there is room for more, which may be before it is drawn.
   */
  async write(text: string): Promise<void> {
    const terminal = this.#loaded ?? await this.terminal;
    this.#waiting += text.length;
    const written = new Promise<void>((resolve) => {
      for (let at = 0; at < text.length; at += PIECE) terminal.write(text.slice(at, at + PIECE));
      terminal.write("", () => {
        this.#waiting -= text.length;
        resolve();
      });
    });
    if (this.#waiting > AHEAD) await written;
  }

  /**
   * Calls back when all that was written before is parsed, and nothing that is written after.
   */
  whenParsed(callback: (terminal: Terminal) => void): void {
    const queue = (terminal: Terminal) => terminal.write("", () => callback(terminal));
    if (this.#loaded !== undefined) queue(this.#loaded);
    else void this.terminal.then(queue, () => {});
  }

  /** Returns the text that an event draws; empty for those that draw nothing. */
  textOf(event: wire.OperationEvent): string | Promise<string> {
    if (event.type === "output") return event.data;
    return event.type === "gap" ? this.#gapLine(event) : "";
  }

  /** Returns a line for output that is left out; nothing in a full-screen program. */
  async #gapLine({ bytes }: wire.Gap): Promise<string> {
    await this.terminal;
    const { buffer: { active } } = await new Promise<Terminal>((resolve) =>
      this.whenParsed(resolve)
    );
    if (active.type === "alternate") return "";
    const text = xtermTexts().gap(bytesText(bytes));
    return `${active.cursorX > 0 ? "\r\n" : ""}\x1b[0;33m⋯ ${text} ⋯\x1b[0m\r\n`;
  }

  /** Empties the screen. */
  clear(): void {
    this.whenParsed((terminal) => terminal.reset());
  }

  /** Ends the screen. */
  dispose(): void {
    this.#isDisposed = true;
    this.#stops.splice(0).forEach((stop) => stop());
    this.host.remove();
    void this.terminal.then((terminal) => terminal.dispose(), () => {});
  }

  #made(xterm: Xterm, options: ScreenOptions): Terminal {
    const terminal = new xterm.Terminal(xtermOptions(options));
    turnOffAnswers(terminal);
    terminal.loadAddon(new xterm.Unicode11Addon());
    terminal.unicode.activeVersion = "11";
    terminal.loadAddon(new xterm.WebLinksAddon(openWebLink));
    if (this.#isDisposed) return terminal;
    this.#stops.push(
      followTheme(terminal),
      effect(() => void (terminal.options.screenReaderMode = isForScreenReader.value)),
    );
    return terminal;
  }
}

function xtermOptions(
  { scrollback, isReadOnly, isText, size }: ScreenOptions,
): ITerminalOptions & ITerminalInitOnlyOptions {
  return {
    // The widths of Unicode 11 are one.
    allowProposedApi: true,
    convertEol: isText ?? false,
    cursorBlink: false,
    disableStdin: isReadOnly,
    cursorInactiveStyle: isReadOnly ? "none" : "outline",
    lineHeight: 1.2,
    linkHandler: { activate: openWebLink },
    macOptionIsMeta: true,
    minimumContrastRatio: CONTRAST,
    scrollback,
    theme: themeNow(),
    ...size,
    ...outputFont(),
  };
}
