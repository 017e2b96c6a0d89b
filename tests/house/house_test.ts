import { assert } from "@std/assert";
import { type Measure, measures } from "./measures.ts";
import { readSources } from "./source.ts";

const all = await measures(await readSources());

// Arguments are parts of measures' names, whose findings are printed too.
Deno.test("house: the table", () => {
  const shown = all.filter(({ name }) => Deno.args.some((part) => name.includes(part)));
  const lists = shown.map(({ name, findings }) => `\n${name}:\n${(findings ?? []).join("\n")}`);
  // deno-lint-ignore no-console -- the table is for people
  console.log([...table(all), ...lists].join("\n"));
});

for (const { name, value, goal, findings } of all) {
  if (goal === undefined) continue;
  Deno.test(`house: ${name}`, () => {
    assert(value <= goal, `${value} instead of ${goal}:\n${(findings ?? []).join("\n")}`);
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
