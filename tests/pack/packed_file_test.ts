import { assertEquals, assertNotEquals } from "@std/assert";
import { renamed } from "../../src/pack/bundle.ts";
import { startOptions } from "../../src/pack/pack.ts";
import { packedFile, sha256 } from "../../src/pack/packed_file.ts";
import { FACTS, tinyFile } from "./tiny_file.ts";

Deno.test("packedFile: the same files give the same bytes, wherever they are", async () => {
  await using one = await tinyFile();
  await using two = await tinyFile();
  const time = new Date(2000, 1);
  await Deno.utime(`${two.folder}/contents/deno`, time, time);
  await Deno.chmod(`${two.folder}/contents/main.js`, 0o600);
  const bytes = await packedFile(`${two.folder}/contents`, FACTS);
  assertEquals(await sha256(bytes), await sha256(await Deno.readFile(one.path)));
  const changed = await packedFile(`${two.folder}/contents`, { ...FACTS, commit: "another" });
  assertNotEquals(await sha256(changed), await sha256(bytes));
});

Deno.test("renamed: names depend on the text alone, and imports follow them", () => {
  const modules = (a: string, b: string) =>
    renamed(
      new Map([
        ["main.js", `import "./${a}"; import("./${b}")`],
        [a, `import("./${b}"); "a"`],
        [b, `import("./${a}"); "b"`],
      ]),
    );
  const files = modules("chunk-AAAAAAAA.js", "ssh_shells-ZZZZZZZZ.js");
  assertEquals(files, modules("chunk-ZZZZZZZZ.js", "ssh_shells-AAAAAAAA.js"));
  assertEquals(Object.fromEntries(files), {
    "main.js": 'import "./chunk-1.js"; import("./ssh_shells-2.js")',
    "chunk-1.js": 'import("./ssh_shells-2.js"); "a"',
    "ssh_shells-2.js": 'import("./chunk-1.js"); "b"',
  });
  const swapped = modules("chunk-ZZZZZZZZ.js", "chunk-AAAAAAAA.js");
  assertEquals(swapped, modules("chunk-AAAAAAAA.js", "chunk-ZZZZZZZZ.js"));
});

Deno.test("startOptions: those of the task start, and nothing from around the file", () => {
  assertEquals(startOptions(), [
    "--v8-flags=--max-semi-space-size=1",
    ...["net", "env", "read", "write", "run"].map((name) => `--allow-${name}`),
    "--unstable-cron",
    ...["config", "lock", "npm", "remote"].map((name) => `--no-${name}`),
  ]);
});
