import { Random } from "../output/random.ts";

/** Seed of the run: the variable `FUZZ_SEED`, or a random one. */
const SEED = Number(Deno.env.get("FUZZ_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);

/** Run of a target. */
export interface FuzzRun {
  /** Number of rounds to do: the variable `FUZZ_ROUNDS`, or the usual one. */
  readonly rounds: number;
  /** Returns the random source of a round. The same seed and round give the same numbers. */
  random(round: number): Random;
  /** Prints a line about the run. */
  report(text: string): void;
}

/**
 * Registers a target. It prints its seed before the first round, which `FUZZ_SEED` repeats, and
 * adds the seed to its failure.
 */
export function fuzzTarget(
  name: string,
  { rounds: usual, fn }: { rounds: number; fn: (run: FuzzRun) => Promise<void> },
): void {
  const rounds = Number(Deno.env.get("FUZZ_ROUNDS") ?? usual);
  const report = (text: string) => print(`${name}: ${text}`);
  Deno.test(`fuzz ${name}`, async () => {
    report(`seed ${SEED}, ${rounds} rounds; FUZZ_SEED=${SEED} repeats them`);
    const startMs = performance.now();
    try {
      await fn({ rounds, random: (round) => new Random(SEED + round * 7_919), report });
    } catch (cause) {
      throw new Error(`seed ${SEED}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
    const seconds = (performance.now() - startMs) / 1000;
    report(`${seconds.toFixed(1)} s, ${Math.round(rounds / seconds)} rounds a second`);
  });
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a run is watched by people
  console.log(line);
}
