// Runs the tests in the manner of people one file after the other, and prints their figures.
// Usage: deno task people [FILE …] [--long] [--shots FOLDER] [--at-once N]
import { parseArgs } from "node:util";
import { outputOf } from "../harness/output_of.ts";
import { type Figure, figuresIn } from "./figure.ts";

const FOLDER = new URL("./", import.meta.url);
/** Definition of a test. */
const TEST = /\b(?:Deno\.test|sshdTest)\(/;
/** Maximum time for a file, in milliseconds. */
const LIMIT_MS = 3_600_000;

if (import.meta.main) Deno.exit(await main() ? 0 : 1);

/** Runs the files and prints the table. Returns whether all tests have passed. */
async function main(): Promise<boolean> {
  const { values: { long: isLong, shots, "at-once": atOnce }, positionals } = parseArgs({
    args: Deno.args,
    options: {
      long: { type: "boolean", default: false },
      shots: { type: "string" },
      "at-once": { type: "string", default: "1" },
    },
    allowPositionals: true,
  });
  const options = [...(isLong ? ["--long"] : []), ...(shots ? [`--shots=${shots}`] : [])];
  const waiting = positionals.length > 0 ? positionals : await testFiles();
  const figures: Figure[] = [];
  let isGood = true;
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { code, text } = await run(file, options);
      isGood &&= code === 0;
      print(text);
      figures.push(...figuresIn(text));
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, work));
  print(table(figures));
  return isGood;
}

/** Returns the paths of the test files. */
async function testFiles(): Promise<string[]> {
  const names = (await Array.fromAsync(Deno.readDir(FOLDER))).map(({ name }) => name).sort();
  const paths = names.map((name) => new URL(name, FOLDER).pathname);
  const texts = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  return paths.filter((_, index) => TEST.test(texts[index] ?? ""));
}

async function run(
  file: string,
  options: readonly string[],
): Promise<{ code: number; text: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "-A",
      "--sanitize-ops",
      "--sanitize-resources",
      "--no-check",
      file,
      "--",
      ...options,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, stdout, stderr } = await outputOf(child, { what: file, limitMs: LIMIT_MS });
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** Returns the figures as a Markdown table. */
function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, goal }) => `| ${name} | ${value} | ${goal} |`);
  return ["| figure | now | goal |", "| --- | ---: | ---: |", ...rows].join("\n");
}
