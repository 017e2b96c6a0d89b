import { assertEquals, assertRejects } from "@std/assert";
import { parseTokenList } from "../../src/access/token_list.ts";
import { readTokens } from "../../src/access/read_tokens.ts";
import { changeTokens } from "../../src/access/write_tokens.ts";
import { outputOf } from "../harness/output_of.ts";
import { createTokens, entryOf } from "../harness/tokens.ts";

const MODULE = new URL("../../src/access/write_tokens.ts", import.meta.url).href;

/** Runs `script`, which knows `changeTokens`, in a process of its own. Returns its exit code. */
async function runWriter(script: string, ...args: string[]): Promise<number> {
  const text = `import { changeTokens } from ${JSON.stringify(MODULE)};\n${script}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", text, ...args],
    cwd: new URL("../../", import.meta.url).pathname,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const what = "the writer ends";
  const { code, stderr } = await outputOf(child, { what, limitMs: 60_000 });
  if (code !== 0 && code !== 7) throw new Error(new TextDecoder().decode(stderr));
  return code;
}

/** Returns the names of the tokens in the file. */
async function namesIn(path: string): Promise<string[]> {
  return (await readTokens(path)).map(({ name }) => name);
}

/** Returns the names of the files in the folder of a file. */
function filesBeside(path: string): string[] {
  return [...Deno.readDirSync(path.replace(/\/[^/]*$/, ""))].map(({ name }) => name).sort();
}

Deno.test("changeTokens: creates folder and file with 0600, and leaves nothing", async () => {
  await using tokens = await createTokens();
  const path = tokens.path.replace("tokens.json", "new/folder/tokens.json");
  const entry = await entryOf("a");
  await changeTokens(path, (before) => [...before, entry]);
  assertEquals(parseTokenList(await Deno.readTextFile(path)), [entry]);
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  assertEquals(filesBeside(path), ["tokens.json", "tokens.json.lock"]);
});

Deno.test("changeTokens: a change that fails leaves the file as it is", async () => {
  await using tokens = await createTokens();
  await tokens.add("a");
  const before = await Deno.readTextFile(tokens.path);
  const fail = () => {
    throw new Error("no");
  };
  await assertRejects(() => changeTokens(tokens.path, fail), Error, "no");
  assertEquals(await Deno.readTextFile(tokens.path), before);
  await tokens.add("b"); // The lock is free again.
  await Deno.writeTextFile(tokens.path, "[");
  const message = "TOKENS_FILE cannot be used: the text is not JSON";
  await assertRejects(() => changeTokens(tokens.path, () => []), Error, message);
  assertEquals(await Deno.readTextFile(tokens.path), "[");
});

Deno.test("changeTokens: two processes that add 50 tokens each lose none", async () => {
  await using tokens = await createTokens();
  const script = `const [path, name] = Deno.args;
for (let i = 0; i < 50; i++) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name + i));
  const sha256 = new Uint8Array(digest).toHex();
  const created_at = new Date().toISOString();
  await changeTokens(path, (tokens) => [
    ...tokens, { name: name + i, role: "viewer", sha256, created_at },
  ]);
}`;
  await Promise.all(["a", "b"].map((name) => runWriter(script, tokens.path, name)));
  const expected = ["a", "b"].flatMap((name) => Array.from({ length: 50 }, (_, i) => name + i));
  assertEquals((await namesIn(tokens.path)).sort(), expected.sort());
  assertEquals(filesBeside(tokens.path), ["tokens.json", "tokens.json.lock"]);
});

Deno.test("changeTokens: a crash in the middle leaves the old list and no lock", async () => {
  await using tokens = await createTokens();
  await tokens.add("a");
  const beforeRename =
    "Deno.rename = () => Deno.exit(7);\nawait changeTokens(Deno.args[0], () => []);";
  const inChange = "await changeTokens(Deno.args[0], () => Deno.exit(7));";
  for (const script of [beforeRename, inChange]) {
    assertEquals(await runWriter(script, tokens.path), 7);
    assertEquals(await namesIn(tokens.path), ["a"]);
  }
  await tokens.add("b");
  assertEquals(await namesIn(tokens.path), ["a", "b"]);
});

Deno.test({
  name: "changeTokens: root leaves the file to its owner, who is the service",
  ignore: Deno.uid() !== 0,
  async fn() {
    await using tokens = await createTokens();
    const folder = tokens.path.replace(/\/[^/]*$/, "");
    await Deno.chown(tokens.path, 65_534, 65_534);
    await tokens.add("a");
    const ownerOf = async (path: string) => (await Deno.stat(path)).uid;
    assertEquals(await ownerOf(tokens.path), 65_534);
    await Deno.chown(folder, 65_533, 65_533);
    await Deno.remove(tokens.path);
    await Deno.remove(`${tokens.path}.lock`);
    await tokens.add("b");
    assertEquals([await ownerOf(tokens.path), await ownerOf(`${tokens.path}.lock`)], [
      65_533,
      65_533,
    ]);
    await Deno.remove(`${tokens.path}.lock`);
    await Deno.writeTextFile(`${folder}/of-root`, "");
    await Deno.symlink(`${folder}/of-root`, `${tokens.path}.lock`);
    await tokens.add("c");
    assertEquals(await ownerOf(`${folder}/of-root`), 0);
  },
});
