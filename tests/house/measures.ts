import { filesFor } from "./guide_files.ts";
import { riddles, unfinished, unwanted, verbless } from "./prose.ts";
import type { Source } from "./source.ts";
import { namesakes, twins } from "./twins.ts";
import { unannounced, undocumented } from "./undocumented.ts";

/** Something that is counted in the project. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  /** Value that the project aims at; without one it is only shown. */
  readonly goal?: number;
  /** Places that make up the value. */
  readonly findings?: readonly string[];
}

/** Maximum length of a line, in characters. */
const MAX_LINE = 100;
/** Maximum width of a table in the README, in characters. */
const MAX_TABLE = 120;

/** Measures the project. */
export async function measures(sources: readonly Source[]): Promise<Measure[]> {
  const product = sources.filter(({ path }) => !path.startsWith("tests/"));
  const service = product.filter(({ path }) => !path.startsWith("src/jsr/"));
  return [
    listed("exported types with the same members in two files", twins(service)),
    { ...listed("… with the same names of members", namesakes(service)), goal: undefined },
    listed("exported symbols without a doc comment", await undocumented(product)),
    listed("functions that lack the @throws of their errors", unannounced(product)),
    listed("comments with a sentence that begins with Who, What …", riddles(sources)),
    listed("doc comments of functions without a verb first", verbless(sources)),
    listed("doc comments without a full stop", unfinished(sources)),
    listed("unwanted words", unwanted(sources)),
    listed(`lines over ${MAX_LINE} characters`, longLines(sources)),
    ...await readmeMeasures(),
    ...await guideMeasures(),
    ...sizes(service),
  ];
}

function listed(name: string, findings: readonly string[]): Measure {
  return { name, value: findings.length, goal: 0, findings };
}

function longLines(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, lines }) =>
    lines.flatMap((line, i) => [...line].length > MAX_LINE ? [`${path}:${i + 1} ${line}`] : [])
  );
}

async function readmeMeasures(): Promise<Measure[]> {
  const readme = await Deno.readFile(new URL("../../README.md", import.meta.url));
  const wide = new TextDecoder().decode(readme).split("\n")
    .filter((line) => line.startsWith("|") && [...line].length > MAX_TABLE);
  return [
    { name: "README, bytes", value: readme.length, goal: 12_288 },
    listed(`README: rows of tables over ${MAX_TABLE} characters`, wide),
  ];
}

async function guideMeasures(): Promise<Measure[]> {
  const goals = { message: 4, error: 4, "history column": 3, setting: 3 };
  return await Promise.all(
    Object.entries(goals).map(async ([thing, goal]) => {
      const findings = await filesFor(thing);
      const value = findings?.length ?? Infinity;
      return { name: `files to touch for a new ${thing}`, value, goal, findings };
    }),
  );
}

function sizes(service: readonly Source[]): Measure[] {
  const files = service.map(({ path, lines }) => ({ at: path, length: lines.length }));
  const functions = service.flatMap(({ path, functions }) =>
    functions.map(({ name, line, length }) => ({ at: `${path}:${line} ${name}`, length }))
  );
  const total = files.reduce((sum, { length }) => sum + length, 0);
  return [
    // Without a goal: a feature may add lines, and the table shows how many there are.
    { name: "lines of the service, src/jsr/ left out", value: total },
    share("longest file, lines", files, { part: 1, goal: 250 }),
    share("nine of ten files, lines", files, { part: 0.9, goal: 160 }),
    share("median file, lines", files, { part: 0.5, goal: 60 }),
    share("longest function, lines", functions, { part: 1, goal: 45 }),
    share("nine of ten functions, lines", functions, { part: 0.9, goal: 20 }),
  ];
}

/** Measures the length that `part` of `all` does not exceed. */
function share(
  name: string,
  all: readonly { at: string; length: number }[],
  { part, goal }: { part: number; goal: number },
): Measure {
  const sorted = all.toSorted((a, b) => a.length - b.length);
  const value = sorted[Math.ceil(sorted.length * part) - 1]?.length ?? 0;
  const findings = sorted.filter(({ length }) => length > goal)
    .map(({ at, length }) => `${at}: ${length}`);
  return { name, value, goal, findings };
}
