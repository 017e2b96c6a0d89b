import { assert, assertEquals, assertMatch } from "@std/assert";
import { findPrograms, type Programs } from "../../src/demo/programs.ts";
import { openFolder, runDeno } from "./run_deno.ts";

Deno.test("findPrograms: returns absolute paths", async () => {
  const { shell, script, stty } = await findPrograms();
  assertMatch(shell, /^\/.*\/bash$/);
  assertMatch(script ?? "", /^\/.*\/script$/);
  assertMatch(stty ?? "", /^\/.*\/stty$/);
});

Deno.test("findPrograms: where only sh is, it is the shell and there are no terminals", async () => {
  await using folder = await openFolder();
  await Deno.symlink("/bin/sh", `${folder.path}/sh`);
  const { shell, script, stty } = await findThere(folder.path);
  assertEquals([shell, script, stty], [`${folder.path}/sh`, undefined, undefined]);
});

Deno.test("findPrograms: a script that is not util-linux's is no script", async () => {
  await using folder = await openFolder();
  await Deno.symlink("/bin/sh", `${folder.path}/sh`);
  await Deno.writeTextFile(`${folder.path}/script`, "#!/bin/sh\necho busybox\n", { mode: 0o755 });
  assertEquals((await findThere(folder.path)).script, undefined);
});

async function findThere(path: string): Promise<Programs> {
  const module = import.meta.resolve("../../src/demo/programs.ts");
  const source = `import { findPrograms } from ${JSON.stringify(module)};
    console.log(JSON.stringify(await findPrograms()));`;
  const { code, output } = await runDeno(source, { flags: ["--allow-all"], env: { PATH: path } });
  assert(code === 0, output);
  return JSON.parse(output);
}
