import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

/** Names in the list of files that the binary needs. */
const EMBEDDED = [
  ...["main.ts", "app.ts", "access", "cli", "client", "config", "console", "demo", "documents"],
  ...["http", "jsr", "log.ts", "operations", "output", "protocol", "router", "sockets", "ssh"],
  ...["ssh2", "store", "@preact", "@xterm", "commander", "marked/18.2.1", "preact/11.2.0"],
  ...["ssh2/1.17.0", "sucrase/3.35.1", "swagger-ui-dist/5.35.0", "zod/4.6.7"],
];

/** Names that belong to tests, to the machine, or to the repository. */
const LEFT_OUT = [
  ...["tests", "@xterm/headless", "@asyncapi", "ajv", "@types", "assert", ".env", "data", "README"],
  "pack",
];

Deno.test("deno task compile: embeds the program and its imports, and nothing else", async () => {
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const [, subcommand, ...options] = config.tasks.compile.command.split(" ");
  // The types are checked with those of the tests.
  const args = [subcommand, "--no-check", ...options];
  const folder = await Deno.makeTempDir();
  args[args.indexOf("pink-page")] = `${folder}/pink-page`;
  // The runtime is downloaded from outside. Any program can replace it, since only the list of
  // files is read.
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT.pathname,
    env: { DENORT_BIN: Deno.execPath(), NO_COLOR: "1" },
  }).output();
  const list = new TextDecoder().decode(stderr);
  assertEquals(code, 0, list);
  assert((await Deno.stat(`${folder}/pink-page`)).isFile);
  await Deno.remove(folder, { recursive: true });
  const isListed = (name: string) => new RegExp(`[─┬] ${name.replace(".", "\\.")}[ /]`).test(list);
  assertEquals(EMBEDDED.filter((name) => !isListed(name)), [], list);
  assertEquals(LEFT_OUT.filter(isListed), [], list);
});
