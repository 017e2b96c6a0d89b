// Puts one small fault at a time into a copy of the project and runs the tests that must notice it.
// Usage: deno task mutate [ROOM …] [--only TEXT], where TEXT is a part of a fault's words.
import { parseArgs } from "node:util";
import { type Mutant, mutated } from "./mutant.ts";
import { MUTANTS } from "./mutants.ts";

/** Time after which a run counts as failed: a fault that makes tests wait is a noticed one. */
const RUN_MS = 240_000;

if (import.meta.main) Deno.exit(await main(Deno.args) === 0 ? 0 : 1);

/** Prints each survivor and the counts. Returns the number of survivors. */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { only: { type: "string", default: "" } },
  });
  const mutants = MUTANTS.filter(({ file, fault }) =>
    (positionals.length === 0 || positionals.some((room) => file.startsWith(`src/${room}/`))) &&
    fault.includes(values.only)
  );
  await using project = await copyOfProject();
  const survivors: Mutant[] = [];
  for (const mutant of mutants) {
    const isNoticed = await notices(project.path, mutant);
    if (!isNoticed) survivors.push(mutant);
    print(`${isNoticed ? "noticed " : "SURVIVED"} ${mutant.file}: ${mutant.fault}`);
  }
  print(`${mutants.length - survivors.length} of ${mutants.length} faults are noticed`);
  return survivors.length;
}

/** Copies what tests need. Disposing it removes the copy. */
async function copyOfProject(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "pink-page-mutants-" });
  const root = new URL("../../", import.meta.url).pathname;
  const names = ["src", "tests", "main.ts", "deno.json", "deno.lock", "README.md", ".env.example"];
  const { success } = await new Deno.Command("cp", {
    args: ["-r", ...names.map((name) => `${root}${name}`), path],
  }).output();
  if (!success) throw new Error("the project cannot be copied");
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Checks whether the tests of `mutant` fail with its fault in the copy at `project`. */
async function notices(project: string, mutant: Mutant): Promise<boolean> {
  const path = `${project}/${mutant.file}`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, mutated(text, mutant));
  try {
    const filter = mutant.filter === undefined ? [] : ["--filter", mutant.filter];
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "-A",
        "--no-check",
        "--fail-fast",
        "--sanitize-ops",
        "--sanitize-resources",
        ...filter,
        ...mutant.tests,
      ],
      cwd: project,
      stdout: "null",
      stderr: "null",
      signal: AbortSignal.timeout(RUN_MS),
    }).output();
    return !success;
  } finally {
    await Deno.writeTextFile(path, text);
  }
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a task for people
  console.log(line);
}
