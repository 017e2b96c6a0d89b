import type { SerializeAddon } from "@xterm/addon-serialize";
import { HiddenModes } from "../../xterm/hidden_modes.ts";
import { Screen } from "../../xterm/screen.ts";
import type { Journal, Recorded } from "./journal.ts";

/** Number of lines that are kept above the screen. */
const SCROLLBACK = 10_000;

/** Parts of a terminal that store it. */
interface Storing {
  readonly serializer: SerializeAddon;
  readonly modes: HiddenModes;
}

/** Screen of a terminal, which can be stored. */
export class TerminalScreen extends Screen {
  readonly #storing: Promise<Storing>;

  /** Creates a screen of the size of a stored one, or of 80 columns. */
  constructor(size?: Pick<Recorded, "cols" | "rows">) {
    super({ scrollback: SCROLLBACK, isReadOnly: false, size });
    this.#storing = this.#loadStoring();
    this.#storing.catch(() => {});
  }

  /** Has the screen, with so many lines above it, take the place of what a journal has logged. */
  async condense(journal: Journal, { lines }: { readonly lines: number }): Promise<void> {
    const { serializer, modes } = await this.#storing;
    const { position } = journal;
    await new Promise<void>((resolve) =>
      this.whenParsed(({ cols, rows }) => {
        const screen = `${serializer.serialize({ scrollback: lines })}${modes.sequences}`;
        journal.replace(position, { screen, cols, rows });
        resolve();
      })
    );
  }

  async #loadStoring(): Promise<Storing> {
    const terminal = await this.terminal;
    const modes = new HiddenModes(terminal);
    const { SerializeAddon } = await import("@xterm/addon-serialize");
    const serializer = new SerializeAddon();
    terminal.loadAddon(serializer);
    return { serializer, modes };
  }
}
