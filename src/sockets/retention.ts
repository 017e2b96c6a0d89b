/** Keeps something that can be made smaller, as far as it was sent. */
export interface Keeper {
  /** Characters kept. */
  readonly keptCharacters: number;
  /** Forgets the oldest until at most so many characters are kept. */
  forgetDownTo(characters: number): void;
}

/** What all may keep together. */
const TOTAL_CHARACTERS = 67_108_864;

/** Bounds what many keep in sum: beyond 64 MiB those who keep the most forget half of it. */
export class Retention {
  readonly #limit: number;
  readonly #keepers = new Set<Keeper>();
  #characters = 0;

  /** Takes the limit in characters; default 64 MiB. */
  constructor(limit = TOTAL_CHARACTERS) {
    this.#limit = limit;
  }

  /** Notes that `keeper` keeps so many characters more, or fewer. */
  note(keeper: Keeper, change: number): void {
    this.#characters += change;
    if (keeper.keptCharacters === 0) this.#keepers.delete(keeper);
    else this.#keepers.add(keeper);
    if (change > 0 && this.#characters > this.#limit) this.#forget();
  }

  /** Makes room in one go, so that it is seldom done. */
  #forget(): void {
    const largestFirst = [...this.#keepers].sort((a, b) => b.keptCharacters - a.keptCharacters);
    for (const keeper of largestFirst) {
      if (this.#characters <= this.#limit / 2) return;
      keeper.forgetDownTo(Math.floor(keeper.keptCharacters / 2));
    }
  }
}
