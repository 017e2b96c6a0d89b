import { SetModes } from "./set_modes.ts";

/** The alternate screen, which has no scrollback. */
const ALTERNATE = ["?47", "?1047", "?1049"];
/** Origin, reverse wraparound (a backspace goes up a row), left and right margins. */
const OTHERS = ["?6", "?45", "?69"];

/** Set top and bottom margins (DECSTBM), and what restores modes (XTRESTORE). */
const REGION = /^\[(\??[\d:]*)(?:;([\d:]*)[\d:;]*)?r$/;

/** Follows whether a line feed on the last row moves all the screen up into the scrollback, and nothing else. */
export class Scrolling {
  readonly #rows: () => number;
  readonly #alternate = new SetModes(ALTERNATE);
  readonly #others = new SetModes(OTHERS);
  /** A terminal has one scroll region, or one for each screen: both ways are followed. */
  #hasRegion = false;
  #mainHasRegion = false;

  /** Begins with a terminal that was reset. */
  constructor(rows: () => number) {
    this.#rows = rows;
  }

  /** Whether it is surely so. */
  get isPlain(): boolean {
    return !this.#alternate.isAnySet && !this.#others.isAnySet && !this.#hasRegion &&
      !this.#mainHasRegion;
  }

  /** Takes a sequence into account, given without its ESC: `[?1049h`, `[2;10r`, `c`. */
  note(sequence: string): void {
    if (!"hlrpc".includes(sequence.charAt(sequence.length - 1))) return;
    this.#alternate.note(sequence);
    this.#others.note(sequence);
    const hasRegion = this.#regionOf(sequence);
    if (hasRegion === undefined) return;
    this.#hasRegion = hasRegion;
    if (!this.#alternate.isAnySet) this.#mainHasRegion = hasRegion;
  }

  /** Whether there is a region smaller than the screen after `sequence`; undefined when that says nothing of it. */
  #regionOf(sequence: string): boolean | undefined {
    if (sequence === "c" || sequence === "[!p") return false;
    const [found, top = "", bottom = ""] = REGION.exec(sequence) ?? [];
    if (found === undefined) return undefined;
    const isFull = /^[01]?$/.test(top) && /^\d*$/.test(bottom) &&
      (Number(bottom) === 0 || Number(bottom) >= this.#rows());
    return !isFull;
  }
}
