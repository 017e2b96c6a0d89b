import headless from "@xterm/headless";

/** Size of a terminal. */
export interface ScreenSize {
  readonly cols: number;
  readonly rows: number;
}

/** Terminal emulator to compare streams with. Disposing it closes the emulator. */
export class Screen implements Disposable {
  readonly #terminal: headless.Terminal;

  /** Opens an empty terminal. */
  constructor({ cols, rows }: ScreenSize) {
    this.#terminal = new headless.Terminal({
      cols,
      rows,
      scrollback: 500,
      allowProposedApi: true,
      logLevel: "off",
    });
  }

  /**
   * Clears everything and writes `text`. Returns all there is to see: each cell of the screen and,
   * if asked for, of the scrollback, which rows are wrapped, the cursor, the modes that matter.
   */
  async show(text: string, { scrollback = true } = {}): Promise<string> {
    // CAN ends an unfinished sequence, RIS resets.
    await new Promise<void>((done) => this.#terminal.write(`\x18\x1bc${text}`, done));
    const { active } = this.#terminal.buffer;
    const cell = active.getNullCell();
    const first = scrollback ? 0 : active.baseY;
    const rows = Array.from({ length: active.length - first }, (_, y) => {
      const line = active.getLine(first + y);
      let shown = line?.isWrapped ? "\\" : " ";
      for (let x = 0; x < this.#terminal.cols; x++) shown += look(line?.getCell(x, cell));
      return shown;
    });
    const { insertMode, wraparoundMode, originMode } = this.#terminal.modes;
    const modes = [insertMode, wraparoundMode, originMode];
    return `${rows.join("\n")}\ncursor ${active.cursorX},${active.cursorY} modes ${modes}`;
  }

  /** Closes the emulator. */
  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }
}

/** Returns the character of a cell, its width if that is not 1, and its attributes. */
function look(cell: headless.IBufferCell | undefined): string {
  if (cell === undefined) return "?";
  const width = cell.getWidth();
  const shown = (cell.getChars() || "·") + (width === 1 ? "" : width);
  if (cell.isAttributeDefault()) return shown;
  const flags = [
    cell.isBold(),
    cell.isItalic(),
    cell.isDim(),
    cell.isUnderline(),
    cell.isBlink(),
    cell.isInverse(),
    cell.isInvisible(),
    cell.isStrikethrough(),
    cell.isOverline(),
  ].map((flag) => flag ? 1 : 0).join("");
  const colours = [
    cell.getFgColorMode(),
    cell.getFgColor(),
    cell.getBgColorMode(),
    cell.getBgColor(),
  ];
  return `${shown}<${colours} ${flags}>`;
}
