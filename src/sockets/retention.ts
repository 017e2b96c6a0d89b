/** Part of the memory that {@linkcode Retention} bounds. */
export interface Keeper {
  /** Number of characters kept. */
  readonly keptCharacters: number;
  /** Forgets the oldest sent characters until at most `characters` are kept. */
  forgetDownTo(characters: number): void;
}

/** Number of characters that all clients may keep together. */
const TOTAL_CHARACTERS = 67_108_864;

/** Bound of what all clients keep. Beyond 64 MiB, those that keep the most forget half of it. */
export class Retention {
  readonly #limit: number;
  readonly #keepers = new Set<Keeper>();
  #characters = 0;

  /** Creates a bound of `limit` characters. Default: 64 MiB. */
  constructor(limit = TOTAL_CHARACTERS) {
    this.#limit = limit;
  }

  /** Records that `keeper` keeps `change` characters more, or fewer when it is negative. */
  note(keeper: Keeper, change: number): void {
    this.#characters += change;
    if (keeper.keptCharacters === 0) this.#keepers.delete(keeper);
    else this.#keepers.add(keeper);
    if (change > 0 && this.#characters > this.#limit) this.#forget();
  }

  /** Frees half of the memory at once, so that this is seldom done. */
  #forget(): void {
    const largestFirst = [...this.#keepers].sort((a, b) => b.keptCharacters - a.keptCharacters);
    for (const keeper of largestFirst) {
      if (this.#characters <= this.#limit / 2) return;
      keeper.forgetDownTo(Math.floor(keeper.keptCharacters / 2));
    }
  }
}
