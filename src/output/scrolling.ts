import { SetModes } from "./set_modes.ts";

/** Modes of the alternate screen, which has no scrollback. */
const ALTERNATE = ["?47", "?1047", "?1049"];
/** Modes origin, reverse wraparound (a backspace goes up a row), left and right margins. */
const OTHERS = ["?6", "?45", "?69"];

/** Sequence that sets the top and bottom margins (DECSTBM), or restores modes (XTRESTORE). */
const REGION = /^\[(\??[\d:]*)(?:;([\d:]*)[\d:;]*)?r$/;

/** Tracks the modes and margins that change how a terminal scrolls. */
export class Scrolling {
  readonly #rows: () => number;
  readonly #alternate = new SetModes(ALTERNATE);
  readonly #others = new SetModes(OTHERS);
  // A terminal has one scroll region, or one for each screen: both are tracked.
  #hasRegion = false;
  #mainHasRegion = false;

  /** Starts with a terminal that was reset and has `rows()` rows. */
  constructor(rows: () => number) {
    this.#rows = rows;
  }

  /** Whether a line feed on the last row surely scrolls the whole screen, and does nothing else. */
  get isPlain(): boolean {
    return !this.#alternate.isAnySet && !this.#others.isAnySet && !this.#hasRegion &&
      !this.#mainHasRegion;
  }

  /** Tracks a sequence, given without its ESC: `[?1049h`, `[2;10r`, `c`. */
  track(sequence: string): void {
    if (!"hlrpc".includes(sequence.charAt(sequence.length - 1))) return;
    this.#alternate.track(sequence);
    this.#others.track(sequence);
    const hasRegion = this.#regionAfter(sequence);
    if (hasRegion === undefined) return;
    this.#hasRegion = hasRegion;
    if (!this.#alternate.isAnySet) this.#mainHasRegion = hasRegion;
  }

  /**
   * Checks whether `sequence` sets a region smaller than the screen. Returns `undefined` for a
   * sequence that sets none.
   */
  #regionAfter(sequence: string): boolean | undefined {
    if (sequence === "c" || sequence === "[!p") return false;
    const [found, top = "", bottom = ""] = REGION.exec(sequence) ?? [];
    if (found === undefined) return undefined;
    const isFull = /^[01]?$/.test(top) && /^\d*$/.test(bottom) &&
      (Number(bottom) === 0 || Number(bottom) >= this.#rows());
    return !isFull;
  }
}
