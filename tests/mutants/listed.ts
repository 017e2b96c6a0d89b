import { type Mutant, mutated } from "./mutant.ts";
import { copyProject } from "./project_copy.ts";
import { type RunResult, runTests } from "./run_tests.ts";

/** Time after which a run counts as failed, in milliseconds. */
const RUN_MS = 240_000;
/** Number of runs at once, each in its own copy of the project. */
const PARALLEL = 2;

/** Result of a listed fault. */
export interface ListedResult {
  /** Fault that was tried. */
  readonly mutant: Mutant;
  /** `noticed` when the tests pass without the fault and fail with it, else the reason. */
  readonly verdict: "noticed" | "SURVIVED" | "FAILS ANYWAY" | "NO SUCH TEST";
  /** Time of the run with the fault, in milliseconds. */
  readonly ms: number;
}

/** Tries each of `mutants`, two at once, and calls `onResult` after each. */
export async function tryListed(
  mutants: readonly Mutant[],
  onResult: (result: ListedResult) => void,
): Promise<void> {
  const rest = mutants.values();
  const faultless = new Map<string, Promise<RunResult>>();
  const work = async () => {
    await using project = await copyProject();
    for (const mutant of rest) onResult(await tryOne(mutant, { path: project.path, faultless }));
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, mutants.length) }, work));
}

/**
 * Runs the tests of `mutant` without its fault, unless an earlier fault had the same tests, then
 * with the fault.
 */
async function tryOne(
  mutant: Mutant,
  { path, faultless }: { path: string; faultless: Map<string, Promise<RunResult>> },
): Promise<ListedResult> {
  const run = () => runTests(path, { ...mutant, timeoutMs: RUN_MS });
  const key = JSON.stringify([mutant.filter, ...mutant.tests]);
  if (!faultless.has(key)) faultless.set(key, run());
  const without = await faultless.get(key);
  if (without === "failed") return { mutant, verdict: "FAILS ANYWAY", ms: 0 };
  if (without === "empty") return { mutant, verdict: "NO SUCH TEST", ms: 0 };
  const startMs = performance.now();
  const file = `${path}/${mutant.file}`;
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, mutated(text, mutant));
  try {
    const verdict = await run() === "failed" ? "noticed" : "SURVIVED";
    return { mutant, verdict, ms: performance.now() - startMs };
  } finally {
    await Deno.writeTextFile(file, text);
  }
}
