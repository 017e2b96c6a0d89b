// Run by StrykerJS for each fault: runs the tests of the changed file, then those of its room. The
// exit code is the result.
import { filesOf, PURE_ROOMS } from "./pure_rooms.ts";
import { runTests } from "./run_tests.ts";

/** Time after which the tests of one file count as failed, in milliseconds. */
const FILE_MS = 30_000;
/** Time after which the tests of a room count as failed, in milliseconds. */
const ROOM_MS = 90_000;

if (import.meta.main) Deno.exit(await main() ? 0 : 1);

/** Runs the tests with the fault in the environment, if any, and returns whether all pass. */
async function main(): Promise<boolean> {
  const id = Deno.env.get("__STRYKER_ACTIVE_MUTANT__");
  const file = id === undefined ? undefined : await fileOf(id);
  if (file === undefined) return true;
  const own = file.replace(/^src/, "tests").replace(/\.ts$/, "_test.ts");
  if (await exists(own) && !await passes([own], FILE_MS)) return false;
  const room = PURE_ROOMS.find(({ files }) => files.test(file));
  return await passes(room?.tests.filter((path) => path !== own) ?? [], ROOM_MS);
}

/** Finds the file with the fault `id` among the files that StrykerJS has changed. */
async function fileOf(id: string): Promise<string | undefined> {
  for (const path of await filesOf(PURE_ROOMS, Deno.cwd())) {
    if ((await Deno.readTextFile(path)).includes(`stryMutAct_9fa48("${id}")`)) return path;
  }
  return undefined;
}

async function passes(tests: readonly string[], timeoutMs: number): Promise<boolean> {
  const there = await Array.fromAsync(tests, async (path) => await exists(path) ? [path] : []);
  if (there.flat().length === 0) return true;
  return await runTests(Deno.cwd(), { tests: there.flat(), timeoutMs }) === "passed";
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
