import {
  assertEquals,
  assertGreaterOrEqual,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { joinedScripts } from "../../../src/http/console/joined_scripts.ts";

/** Joins the modules in `files`, by path, from `a/entry.ts`. */
async function join(
  files: Readonly<Record<string, string>>,
): Promise<{ first: string; late: string }> {
  const sources = new Map(Object.entries(files));
  const { first, late } = await joinedScripts({ entry: "a/entry.ts", sources });
  return { first, late: await late() };
}

/** Runs the first script, with `late.js` beside it, and returns what it writes to `log`. */
async function run({ first, late }: { first: string; late: string }): Promise<unknown[]> {
  const folder = await Deno.makeTempDir();
  const log: unknown[] = [];
  const scope = globalThis as { joinedScriptsLog?: unknown };
  scope.joinedScriptsLog = log;
  try {
    await Deno.writeTextFile(`${folder}/console.js`, first);
    await Deno.writeTextFile(`${folder}/late.js`, late);
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

Deno.test("joinedScripts: a dynamic import loads the late script", async () => {
  const joined = await join({
    "a/entry.ts": `import { shared } from "./shared.ts"; shared.count++;
${note('import("../b/late.ts").then(({ read }) => ' + note("read()") + ")")}`,
    "a/shared.ts": "export const shared = { count: 0 };",
    "b/late.ts": `import { shared } from "../a/shared.ts"; import { more } from "./more.ts";
export const read = () => shared.count + more;`,
    "b/more.ts": "export const more = 10;",
  });
  assertEquals((await run(joined)).at(-1), 11);
  for (const code of ["shared.count +", "more = 10"]) {
    assertStringIncludes(joined.late, code);
    assertEquals(joined.first.includes(code), false);
  }
  assertEquals(joined.late.includes("count: 0"), false);
});

Deno.test("joinedScripts: a type is no module; comments and paths are left out", async () => {
  const { first } = await join({
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

Deno.test("joinedScripts: a package is a module by its name, or left to the browser", async () => {
  const joined = await join({
    "a/entry.ts": `import { h } from "preact"; ${note("h")}
export const late = () => import("@xterm/xterm");`,
    "preact": "const h = 1; export { h };",
  });
  assertEquals(await run(joined), [1]);
  assertStringIncludes(joined.first, 'import("@xterm/xterm")');
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
