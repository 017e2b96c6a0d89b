import { assert, assertEquals, assertMatch } from "@std/assert";
import { findPrograms, type Programs } from "../../src/demo/programs.ts";
import { openFolder, runDeno } from "./run_deno.ts";

Deno.test("findPrograms: returns absolute paths", async () => {
  const { shell, script, stty } = await findPrograms();
  assertMatch(shell, /^\/.*\/bash$/);
  assertMatch(script ?? "", /^\/.*\/script$/);
  assertMatch(stty ?? "", /^\/.*\/stty$/);
});

Deno.test("findPrograms: finds sh alone: no other shell, no terminals", async () => {
  await using folder = await openFolder();
  await Deno.symlink("/bin/sh", `${folder.path}/sh`);
  const { shell, script, stty } = await findIn(folder.path);
  assertEquals([shell, script, stty], [`${folder.path}/sh`, undefined, undefined]);
});

Deno.test("findPrograms: ignores a program script that is not of util-linux", async () => {
  await using folder = await openFolder();
  await Deno.symlink("/bin/sh", `${folder.path}/sh`);
  await Deno.writeTextFile(`${folder.path}/script`, "#!/bin/sh\necho busybox\n", { mode: 0o755 });
  assertEquals((await findIn(folder.path)).script, undefined);
});

/** Returns the programs that are found with `path` as the PATH. */
async function findIn(path: string): Promise<Programs> {
  const module = import.meta.resolve("../../src/demo/programs.ts");
  const source = `import { findPrograms } from ${JSON.stringify(module)};
    console.log(JSON.stringify(await findPrograms()));`;
  const { code, output } = await runDeno(source, { flags: ["--allow-all"], env: { PATH: path } });
  assert(code === 0, output);
  return JSON.parse(output);
}
