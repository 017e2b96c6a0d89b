import { gzipSync } from "node:zlib";
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import ts from "typescript";
import { startApp } from "../harness/app.ts";
import { chromiumTest } from "../harness/chromium.ts";
import { startPage } from "../harness/page.ts";

const CLIENT = new URL("../../src/client/", import.meta.url).pathname;
/** Maximum size of the whole library, minified and compressed, in bytes. */
const MAX_BYTES = 11_264;

/** Program for Node that runs a step of each kind. Its second argument chooses the WebSocket. */
const PROGRAM = `
import { connect } from "@pink-page/client";
import WebSocket from "./ws.mjs";
const [, , url, which] = process.argv;
const client = await connect(url, which === "own" ? {} : { WebSocket });
const session = await client.session();
const text = await client.command("mdwap1p", "seq 3").text();
const { files } = await client.transfer().done();
await session.end();
const refused = await client.job.start("none").catch(({ code }) => code);
await client.close();
console.log(JSON.stringify([text, files > 0, refused, client.state.name]));
`;

/** Program that is only compiled. */
const TYPED = `
import { type Client, connect, PinkPageError, type wire } from "@pink-page/client";
const client: Client = await connect("http://127.0.0.1:8000", { WebSocket });
const done: wire.CommandComplete = await client.command("a", "ls", { cols: 100 }).done();
const { items } = await client.get("/api/v1/operations", { limit: 3 });
export const texts: (string | null | undefined)[] = [done.signal, items[0]?.command, client.id];
// @ts-expect-error -- the path needs its parameter
await client.get("/api/v1/operations/{id}", {});
export const isError = (error: unknown): boolean => error instanceof PinkPageError;
`;

/** Runs a program, and returns what it prints. */
async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd })
    .output();
  const text = new TextDecoder();
  assertEquals(code, 0, `${text.decode(stdout)}${text.decode(stderr)}`);
  return text.decode(stdout);
}

/** Packs the library, and installs it in a new folder beside npm `ws`. */
async function installed(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "pink-page-package-" });
  const target = `${path}/node_modules/@pink-page/client`;
  await Deno.mkdir(target, { recursive: true });
  const pack = ["pack", "--allow-dirty", "--no-source-maps", "--output", `${path}/client.tgz`];
  await run(Deno.execPath(), pack, CLIENT);
  await run("tar", ["xzf", `${path}/client.tgz`, "-C", target, "--strip-components=1"], path);
  await bundle('export { default } from "ws";', { target: `${path}/ws.mjs`, platform: "deno" });
  await Deno.writeTextFile(`${path}/package.json`, JSON.stringify({ type: "module" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("package: runs and compiles where it is installed", async (test) => {
  await using at = await installed();
  await test.step("runs in Node by its own WebSocket and by npm ws", async () => {
    await using app = await startApp({ ENV: "dev" });
    await Deno.writeTextFile(`${at.path}/program.js`, PROGRAM);
    // Node 22 has it without the flag, and takes the flag.
    const own = ["--experimental-websocket", "program.js", app.url, "own"];
    for (const args of [own, ["program.js", app.url]]) {
      const printed = await run("node", args, at.path);
      assertEquals(JSON.parse(printed), ["1\r\n2\r\n3\r\n", true, 52000, "closed"]);
    }
    const folder = `${at.path}/node_modules/@pink-page/client`;
    const { dependencies } = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
    assertEquals(dependencies, undefined);
    assert((await Deno.readTextFile(`${folder}/README.md`)).startsWith("# @pink-page/client"));
  });
  await test.step("its types compile strictly, for Node and for bundlers", async () => {
    const path = `${at.path}/typed.ts`;
    await Deno.writeTextFile(path, TYPED);
    const { ModuleKind, ModuleResolutionKind } = ts;
    assertEquals(faultsOf(path, [ModuleKind.NodeNext, ModuleResolutionKind.NodeNext]), []);
    assertEquals(faultsOf(path, [ModuleKind.ESNext, ModuleResolutionKind.Bundler]), []);
  });
});

/** Returns what the compiler says of a program with strict options. */
function faultsOf(
  path: string,
  [module, moduleResolution]: readonly [ts.ModuleKind, ts.ModuleResolutionKind],
): string[] {
  const program = ts.createProgram([path], {
    noEmit: true,
    strict: true,
    skipDefaultLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.esnext.disposable.d.ts"],
    module,
    moduleResolution,
  });
  return ts.getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

Deno.test("package: has at most 11 KiB, compressed", async () => {
  const text = await bundle(`export * from "${CLIENT}mod.ts";`, { platform: "browser" });
  assertLessOrEqual(gzipSync(text, { level: 9 }).length, MAX_BYTES);
});

chromiumTest("package: runs in a browser", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using page = await startPage();
  await page.goto(`${app.url}/docs`);
  const entry = `import { connect } from "${CLIENT}mod.ts"; globalThis.connect = connect;`;
  await page.evaluate(await bundle(entry, { platform: "browser" }));
  const script = `(async () => {
    const client = await connect(location.origin);
    const lines = [];
    for await (const line of client.command("mdwap1p", "seq 3").lines()) lines.push(line);
    await client.close();
    return [...lines, client.state.name];
  })()`;
  assertEquals(await page.evaluate(script), ["1", "2", "3", "closed"]);
});

/** Returns a module and its imports as one, minified. Writes it to `target`. */
async function bundle(
  entry: string,
  { platform, target = "" }: { platform: "browser" | "deno"; target?: string },
): Promise<string> {
  const path = new URL(`entry_${crypto.randomUUID()}.ts`, import.meta.url).pathname;
  await Deno.writeTextFile(path, entry);
  try {
    const args = ["bundle", "--quiet", "--minify", "--platform", platform, path];
    const text = await run(Deno.execPath(), args, new URL(".", import.meta.url).pathname);
    if (target !== "") await Deno.writeTextFile(target, text);
    return text;
  } finally {
    await Deno.remove(path);
  }
}
