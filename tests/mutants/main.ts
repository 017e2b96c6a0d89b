// Puts small faults into copies of the project, one at a time, and runs the tests that must notice
// them: listed faults, and faults that StrykerJS generates in the rooms without input and output.
// Usage: deno task mutate [ROOM …] [--only TEXT] [--sample N]
// ROOM: a folder of src/, or a name of pure_rooms.ts. TEXT: a part of the words of listed faults,
// which leaves out the generated ones. N: one generated fault of N is tried.
import { parseArgs } from "node:util";
import { type GeneratedFault, tryGenerated } from "./generated.ts";
import { tryListed } from "./listed.ts";
import { MUTANTS } from "./mutants.ts";
import { PURE_ROOMS, type PureRoom } from "./pure_rooms.ts";

/** Time after which the tests of a listed fault are reported as slow, in milliseconds. */
const SLOW_MS = 30_000;
/** Share of the generated faults of a room that must be noticed. */
const MIN_NOTICED = 0.9;

if (import.meta.main) Deno.exit(await main(Deno.args) ? 0 : 1);

/** Tries the faults. Returns whether all listed and nine of ten generated faults are noticed. */
async function main(args: readonly string[]): Promise<boolean> {
  const { values: { only, sample }, positionals: rooms } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: "string", default: "" }, sample: { type: "string", default: "1" } },
  });
  const listed = MUTANTS.filter(({ file, fault }) =>
    (rooms.length === 0 || rooms.some((room) => file.startsWith(`src/${room}/`))) &&
    fault.includes(only)
  );
  const pure = PURE_ROOMS.filter(({ name }) => only === "" && isIn(name, rooms));
  if (listed.length + pure.length === 0) {
    print("No fault fits the arguments");
    return false;
  }
  let survivors = 0;
  await tryListed(listed, ({ mutant: { file, fault }, verdict, ms }) => {
    if (verdict !== "noticed") survivors++;
    const time = ms > SLOW_MS ? ` (${Math.round(ms / 1000)} s)` : "";
    print(`${verdict.padEnd(8)} ${file}: ${fault}${time}`);
  });
  if (listed.length > 0) {
    print(`${listed.length - survivors} of ${listed.length} listed faults are noticed`);
  }
  const faults = pure.length === 0 ? [] : await tryGenerated(pure, { oneOf: Number(sample) });
  for (const fault of faults) if (!fault.isNoticed) printSurvivor(fault);
  return pure.map((room) => isWell(room, faults)).every(Boolean) && survivors === 0;
}

function isIn(name: string, rooms: readonly string[]): boolean {
  return rooms.length === 0 || rooms.includes(name);
}

/** Prints the counts of a room, and returns whether enough of its faults are noticed. */
function isWell({ name, files }: PureRoom, faults: readonly GeneratedFault[]): boolean {
  const all = faults.filter(({ file }) => files.test(file));
  const noticed = all.filter(({ isNoticed }) => isNoticed).length;
  const percent = (100 * noticed / Math.max(1, all.length)).toFixed(1);
  print(`${name}: ${noticed} of ${all.length} generated faults are noticed (${percent} %)`);
  return noticed >= MIN_NOTICED * all.length;
}

function printSurvivor({ file, line, text, replacement }: GeneratedFault): void {
  const short = (lines: string) => lines.replaceAll(/\s+/g, " ").slice(0, 150);
  print(`SURVIVED ${file}:${line}\n  - ${short(text)}\n  + ${short(replacement)}`);
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a task for people
  console.log(line);
}
