/** Random source (mulberry32) that repeats itself for the same seed, to reproduce a failure. */
export class Random {
  #state: number;

  /** Starts the sequence of `seed`. */
  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) >>> 0;
  }

  /** Returns a whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** Returns true in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** Returns one of `items`. */
  of<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("nothing to choose from");
    return item;
  }

  /** Cuts `whole` at `cuts` random places. Some pieces are empty. */
  cut<Whole extends { readonly length: number; slice(from: number, to: number): Whole }>(
    whole: Whole,
    cuts: number,
  ): Whole[] {
    const places = Array.from({ length: cuts }, () => this.below(whole.length + 1));
    const ends = [...places.sort((a, b) => a - b), whole.length];
    return ends.map((end, index) => whole.slice(ends[index - 1] ?? 0, end));
  }
}

/** Returns the seeds of a property test: `count`, times the variable `FUZZ_ROUNDS`. */
export function seeds(usual: number): readonly number[] {
  const count = usual * Number(Deno.env.get("FUZZ_ROUNDS") ?? "1");
  return Array.from({ length: count }, (_, index) => index + 1);
}
