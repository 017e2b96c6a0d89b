import {
  assertEquals,
  assertGreaterOrEqual,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { joinedScripts } from "../../../src/http/console/joined_scripts.ts";

/** Joined scripts by the names of their files. */
type Scripts = Readonly<Record<string, string>>;

/** Joins the modules in `files`, by path, from `a/entry.ts`. */
async function join(files: Scripts): Promise<Scripts> {
  const sources = new Map(Object.entries(files));
  const scripts = await Array.fromAsync(joinedScripts({ entry: "a/entry.ts", sources }));
  return Object.fromEntries(scripts.map(({ name, text }) => [name, text]));
}

/** Runs the first script, with the others beside it, and returns what it writes to `log`. */
async function run(scripts: Scripts): Promise<unknown[]> {
  const folder = await Deno.makeTempDir();
  const log: unknown[] = [];
  const scope = globalThis as { joinedScriptsLog?: unknown };
  scope.joinedScriptsLog = log;
  try {
    for (const [name, text] of Object.entries(scripts)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    await import(`file://${folder}/console.js`);
    await Promise.all(log.filter((value) => value instanceof Promise));
    return log;
  } finally {
    delete scope.joinedScriptsLog;
    await Deno.remove(folder, { recursive: true });
  }
}

/** Expression that notes a value. */
const note = (value: string) => `(globalThis as any).joinedScriptsLog.push(${value})`;

Deno.test("joinedScripts: each module runs once, after those that it needs", async () => {
  const joined = await join({
    "a/entry.ts": `import { one } from "./one.ts"; import { two } from "../b/two.ts";
${note("one + two")}`,
    "a/one.ts": `import { two } from "../b/two.ts"; export const one: number = two + 1; ${
      note('"one"')
    }`,
    "b/two.ts": `export const two = 2 as const; ${note('"two"')}`,
  });
  assertEquals(await run(joined), ["two", "one", 5]);
});

Deno.test("joinedScripts: a dynamic import loads a script with what it needs besides", async () => {
  const scripts = await join({
    "a/entry.ts": `import { shared } from "./shared.ts"; shared.count++;
${note('import("../b/one.ts").then(({ read }) => ' + note("read()") + ")")};
${note('import("../b/two.ts").then(({ read }) => ' + note("read()") + ")")}`,
    "a/shared.ts": "export const shared = { count: 0 };",
    "b/one.ts": `import { shared } from "../a/shared.ts"; import { more } from "./more.ts";
export const read = () => ["one", shared.count, more];`,
    "b/two.ts": `import { more } from "./more.ts"; export const read = () => ["two", more];`,
    "b/more.ts": `export const more = 10; ${note('"more"')}`,
  });
  const log = await run(scripts);
  assertEquals(log.filter((value) => value === "more"), ["more"]);
  const told = log.filter((value) => Array.isArray(value)).sort();
  assertEquals(told, [["one", 1, 10], ["two", 10]]);
  assertEquals(Object.keys(scripts), ["console.js", "late-2.js", "late-3.js"]);
  const having = (code: string) =>
    Object.keys(scripts).filter((name) => scripts[name]?.includes(code));
  assertEquals(having("count: 0"), ["console.js"]);
  assertEquals(having("more = 10"), ["late-2.js", "late-3.js"]);
  assertEquals(having('"one",'), ["late-2.js"]);
});

Deno.test("joinedScripts: a late script loads later ones, and nothing twice", async () => {
  const scripts = await join({
    "a/entry.ts": `import "./known.ts";
${note('import("./late.ts").then(({ load }) => load())')}`,
    "a/known.ts": note('"known"'),
    "a/late.ts": `export const load = () =>
  Promise.all([import("./later.ts"), import("./known.ts")]).then(([{ value }]) => ${
      note("value")
    });`,
    "a/later.ts": "export const value = 7;",
  });
  assertEquals(Object.keys(scripts), ["console.js", "late-2.js", "late-3.js"]);
  assertEquals((await run(scripts)).at(-1), 7);
});

Deno.test("joinedScripts: a type is no module; comments and paths are left out", async () => {
  const { "console.js": first = "" } = await join({
    "a/entry.ts": `/** First comment. */
import type { Type } from "./types.ts";
import "./path.ts";
/** Doc
 * comment. */
// Line comment.
export const value: Type = "// text";`,
    "a/types.ts": "export type Type = string;",
    "a/path.ts": "const minified = 1;//# sourceMappingURL=comment.map\n",
  });
  assertEquals(/types|path|comment|\n\n/.test(first), false);
  assertStringIncludes(first, '"// text"');
});

Deno.test("joinedScripts: exports of each kind arrive, under short names", async () => {
  const joined = await join({
    "a/entry.ts": `import { Box, type Kind, one, renamed } from "./kinds.ts";
const _kindsts = "a name of its own";
const kind: Kind = "k";
${note("[one(), new Box().value, renamed, _kindsts.length + kind]")};`,
    "a/kinds.ts": `export type Kind = "k";
export function one(): number { return 1; }
export class Box { readonly value = 2; }
export const list = [3];
const inner = list[0];
export { inner as renamed };`,
  });
  assertEquals(await run(joined), [[1, 2, 3, "17k"]]);
});

Deno.test("joinedScripts: a package is a module by its name, or left to the browser", async () => {
  const joined = await join({
    "a/entry.ts": `import { h } from "preact"; ${note("h")}
export const late = () => import("@xterm/xterm");`,
    "preact": "const h = 1; export { h };",
  });
  assertEquals(await run(joined), [1]);
  assertStringIncludes(joined["console.js"] ?? "", 'import("@xterm/xterm")');
});

Deno.test("joinedScripts: names what is missing, and what cannot be compiled", async () => {
  const missing = { "a/entry.ts": 'import { x } from "./x.ts"; x;' };
  await assertRejects(() => join(missing), Error, "a/x.ts");
  await assertRejects(() => join({ "a/entry.ts": "const = 1" }), Error, "a/entry.ts");
});

Deno.test("joinedScripts: the event loop turns after each module", async () => {
  const imports = ["b", "c", "d"].map((name) => `import "./${name}.ts";`).join("\n");
  let turns = 0;
  const turning = setInterval(() => turns++);
  await join({ "a/entry.ts": imports, "a/b.ts": "", "a/c.ts": "", "a/d.ts": "" });
  clearInterval(turning);
  assertGreaterOrEqual(turns, 3);
});
