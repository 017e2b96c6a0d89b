import type { SerializeAddon } from "@xterm/addon-serialize";
import { HiddenModes } from "../../xterm/hidden_modes.ts";
import { Screen } from "../../xterm/screen.ts";
import type { Recorded } from "./journal.ts";

/** Number of lines that are kept above the screen. */
const SCROLLBACK = 10_000;

/** What a screen draws, and the state of its terminal. */
export type Snapshot = Pick<Recorded, "screen" | "cols" | "rows">;

/** Screen of a terminal, which can be stored. */
export class TerminalScreen extends Screen {
  #serializer: SerializeAddon | undefined;
  #modes: HiddenModes | undefined;

  /** Creates a screen of the size of a stored one, or of 80 columns. */
  constructor(size?: Pick<Recorded, "cols" | "rows">) {
    super({ scrollback: SCROLLBACK, isReadOnly: false, size });
    void this.terminal.then(async (terminal) => {
      this.#modes = new HiddenModes(terminal);
      const { SerializeAddon } = await import("@xterm/addon-serialize");
      const serializer = new SerializeAddon();
      terminal.loadAddon(serializer);
      this.#serializer = serializer;
    }, () => {});
  }

  /**
   * Hands over the screen with so many lines above it, as everything that was written before has
   * drawn it; undefined before the addon is loaded.
   */
  takeSnapshot(lines: number, callback: (snapshot: Snapshot | undefined) => void): void {
    this.whenParsed(({ cols, rows }) => {
      if (this.#serializer === undefined) return callback(undefined);
      const drawn = this.#serializer.serialize({ scrollback: lines });
      callback({ screen: `${drawn}${this.#modes?.sequences ?? ""}`, cols, rows });
    });
  }
}
