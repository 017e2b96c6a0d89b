/**
 * Modes that a soft reset (DECSTR) resets: insert (IRM; ECMA-48, 7.2.10), origin (DECOM), left and
 * right margins (DECLRMM).
 */
const RESET_SOFTLY: readonly string[] = ["4", "?6", "?69"];

/**
 * Last characters of the sequences that matter here. Most others are SGR, of which there are many.
 */
const FINALS = "hlpc";

/** Tracks which of some terminal modes are set. */
export class SetModes {
  readonly #watched: readonly string[];
  readonly #set = new Set<string>();

  /** Watches modes, named as in their sequence: `4`, `?1049`. None is set at first. */
  constructor(watched: readonly string[]) {
    this.#watched = watched;
  }

  /** Whether at least one of the modes is set. */
  get isAnySet(): boolean {
    return this.#set.size > 0;
  }

  /** Tracks a sequence, given without its ESC: `[4h`, `[?69;25l`; `[!p` and `c` reset modes. */
  track(sequence: string): void {
    if (!FINALS.includes(sequence.charAt(sequence.length - 1))) return;
    if (sequence === "c") this.#set.clear();
    if (sequence === "[!p") { for (const mode of RESET_SOFTLY) this.#set.delete(mode); }
    const [, prefix, numbers, final] = /^\[(\??)([\d;:]*)([hl])$/.exec(sequence) ?? [];
    for (const number of numbers?.split(";") ?? []) {
      const mode = `${prefix}${parseInt(number)}`;
      if (final === "l") this.#set.delete(mode);
      else if (this.#watched.includes(mode)) this.#set.add(mode);
    }
  }
}
