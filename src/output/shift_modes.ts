/** Insert (IRM; ECMA-48, 7.2.10), and left and right margins (DECLRMM). */
const MODES = ["4", "?69"];

/** Follows the terminal modes in which what is printed from column 0 on does not simply overwrite the row. */
export class ShiftModes {
  readonly #set = new Set<string>();

  /** Whether one of them is set. */
  get isAnySet(): boolean {
    return this.#set.size > 0;
  }

  /** Takes a sequence into account, given without its ESC: `[4h`, `[?69;25l`, `[!p` and `c`, which reset all. */
  note(sequence: string): void {
    if (sequence === "c" || sequence === "[!p") this.#set.clear();
    const [, prefix, numbers, final] = /^\[(\??)([\d;:]*)([hl])$/.exec(sequence) ?? [];
    for (const number of numbers?.split(";") ?? []) {
      const mode = `${prefix}${parseInt(number)}`;
      if (final === "l") this.#set.delete(mode);
      else if (MODES.includes(mode)) this.#set.add(mode);
    }
  }
}
