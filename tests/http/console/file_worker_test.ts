import { assert, assertEquals } from "@std/assert";
import { startMaking } from "../../../src/http/console/file_worker.ts";

const name = "startMaking: makes the files without the permission to read its own module";
Deno.test({ name, permissions: "none" }, async () => {
  const made = { version: "", names: new Set<string>() };
  using making = startMaking((more) => {
    if ("version" in more) made.version = more.version;
    else made.names.add(`${more.name} ${more.encoding}`);
  });
  await making.done;
  assertEquals(made.version.length, 16);
  for (const name of ["console.js", "console.css", "late.css", "xterm-xterm.js"]) {
    assert(made.names.has(`${name} br`) && made.names.has(`${name} gzip`), name);
  }
});
