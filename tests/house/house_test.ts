import { assert } from "@std/assert";
import { type Measure, measures } from "./measures.ts";
import { readSources } from "./source.ts";

/** Limits of the measures whose goals are not reached yet. */
const LIMITS: Readonly<Record<string, number>> = {
  "exported types with the same members in two files": 4,
  "functions that lack the @throws of their errors": 7,
  "comments with a sentence that begins with Who, What …": 133,
  "doc comments of functions without a verb first": 104,
  "doc comments without a full stop": 1,
  "unwanted words": 70,
  "lines over 100 characters": 313,
  "files to touch for a new history column": Infinity,
  "files to touch for a new setting": Infinity,
  "lines of the service, src/jsr/ left out": 17_100,
  "longest file, lines": 298,
  "longest function, lines": 55,
};

const all = await measures(await readSources());

// Arguments are parts of measures' names, whose findings are printed too.
Deno.test("house: the table", () => {
  const shown = all.filter(({ name }) => Deno.args.some((part) => name.includes(part)));
  const lists = shown.map(({ name, findings }) => `\n${name}:\n${(findings ?? []).join("\n")}`);
  // deno-lint-ignore no-console -- the table is for people
  console.log([...table(all), ...lists].join("\n"));
});

for (const { name, value, goal, findings } of all) {
  const limit = LIMITS[name] ?? goal;
  if (limit === undefined) continue;
  Deno.test(`house: ${name}`, () => {
    assert(value <= limit, `${value} instead of ${limit}:\n${(findings ?? []).join("\n")}`);
  });
}

/** Returns the lines of a Markdown table of `measures`. */
function table(measures: readonly Measure[]): string[] {
  const text = (value: number | undefined) => value === undefined ? "–" : String(value);
  const cells = measures.map(({ name, value, goal }) => [name, text(value), text(goal)]);
  const rows = [["measure", "now", "goal"], ...cells];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const line = ([name = "", now = "", goal = ""]: readonly string[]) =>
    `| ${name.padEnd(width(0))} | ${now.padStart(width(1))} | ${goal.padStart(width(2))} |`;
  const rule = `| ${"-".repeat(width(0))} | ${"-".repeat(width(1) - 1)}: | ${
    "-".repeat(width(2) - 1)
  }: |`;
  const [titles = [], ...bodies] = rows;
  return [line(titles), rule, ...bodies.map(line)];
}
