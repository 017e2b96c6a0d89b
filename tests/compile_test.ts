import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

Deno.test("deno task compile: embeds the program and what it imports, and nothing else", async () => {
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const [, ...args] = config.tasks.compile.command.split(" ");
  const folder = await Deno.makeTempDir();
  args[args.indexOf("pink-page")] = `${folder}/pink-page`;
  // The runtime is downloaded from outside; any program can stand for it while only the list of files is looked at.
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT.pathname,
    env: { DENORT_BIN: Deno.execPath(), NO_COLOR: "1" },
  }).output();
  const list = new TextDecoder().decode(stderr);
  assertEquals(code, 0, list);
  assert((await Deno.stat(`${folder}/pink-page`)).isFile);
  await Deno.remove(folder, { recursive: true });
  const rooms = [
    "main.ts",
    "app.ts",
    "config",
    "demo",
    "http",
    "jsr",
    "log.ts",
    "output",
    "protocol",
    "router",
    "sockets",
  ];
  for (
    const name of [
      ...rooms,
      "ssh",
      "ssh2",
      "store",
      "stub",
      "ssh2/1.17.0",
      "zod/4.6.7",
      "swagger-ui-dist/5.35.0",
    ]
  ) {
    assert(new RegExp(`[─┬] ${name}[ /]`).test(list), `${name} is not embedded:\n${list}`);
  }
  for (
    const name of [
      "tests",
      "@xterm",
      "@asyncapi",
      "ajv",
      "@types",
      "assert",
      ".env",
      "data",
      "README",
    ]
  ) {
    assert(
      !new RegExp(`[─┬] ${name.replace(".", "\\.")}[ /]`).test(list),
      `${name} is embedded:\n${list}`,
    );
  }
});
