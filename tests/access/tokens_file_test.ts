import { assert, assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { TokensFile } from "../../src/access/tokens_file.ts";
import type { TokenChange } from "../../src/access/valid_tokens.ts";
import { eventually } from "../harness/eventually.ts";
import { type MemoryLog, memoryLog } from "../harness/memory_log.ts";
import { createTokens, entryOf, type TestTokens } from "../harness/tokens.ts";

/** Tokens file with the token `a`, and its reader. */
interface Reading extends AsyncDisposable {
  readonly file: TestTokens;
  readonly tokens: TokensFile;
  readonly changes: TokenChange[];
  readonly log: MemoryLog;
  /** Checks whether a token is valid. */
  has(name: string): Promise<boolean>;
}

async function reading(): Promise<Reading> {
  await using opening = new AsyncDisposableStack();
  const file = opening.use(await createTokens());
  await file.add("a", await entryOf("a"));
  const log = memoryLog();
  const changes: TokenChange[] = [];
  const onChange = (change: TokenChange) => changes.push(change);
  const tokens = opening.use(await TokensFile.open(file.path, { log, onChange }));
  const opened = opening.move();
  return {
    file,
    tokens,
    changes,
    log,
    has: async (name) => tokens.find((await entryOf(name)).sha256) !== undefined,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

Deno.test("TokensFile: a change is in force within 1 s, and is told once", async () => {
  await using at = await reading();
  await at.file.add("b", await entryOf("b"));
  const startMs = performance.now();
  await eventually(() => at.has("b"), "the token is valid");
  assertLess(performance.now() - startMs, 1_000);
  assertEquals([await at.has("a"), at.tokens.entries.length], [true, 2]);
  assertEquals(at.changes, [{ name: "b", state: "added" }]);
  assertEquals(at.log.lines, []);
});

Deno.test("TokensFile: a deleted file is an empty list, and a new one counts", async () => {
  await using at = await reading();
  await Deno.remove(at.file.path);
  await eventually(async () => !await at.has("a"), "the token is not valid any more");
  assertEquals([at.changes, at.tokens.failure], [[{ name: "a", state: "revoked" }], undefined]);
  await at.file.add("b", await entryOf("b"));
  await eventually(() => at.has("b"), "the new token is valid");
});

Deno.test("TokensFile: a broken or open file keeps the last list in force", async () => {
  await using at = await reading();
  const good = await Deno.readTextFile(at.file.path);
  const faults: [() => Promise<void>, RegExp][] = [
    [() => Deno.writeTextFile(at.file.path, `${good}}`), /^the text is not JSON$/],
    [() => Deno.writeTextFile(at.file.path, '[{"name":"x"}]'), /^0\.role /],
    [() => Deno.chmod(at.file.path, 0o644), /set its mode to 0600/],
  ];
  for (const [index, [spoil, reason]] of faults.entries()) {
    await spoil();
    await eventually(() => at.log.lines.length > index, "the fault is noticed");
    const { line, facts } = at.log.lines[index] ?? {};
    assertEquals(line, "error tokens file cannot be used; the last good list stays in force");
    assertEquals(facts?.variable, "TOKENS_FILE");
    assertMatch(String(facts?.reason), reason);
    assertEquals([await at.has("a"), at.tokens.failure?.code], [true, 10001]);
  }
  const { failure } = at.tokens;
  await eventually(() => at.tokens.failure !== failure, "the file is looked at again");
  assertEquals([at.tokens.failure?.code, at.log.lines.length], [10001, faults.length]);
  await Deno.chmod(at.file.path, 0o600);
  await Deno.writeTextFile(at.file.path, good);
  await eventually(() => at.tokens.failure === undefined, "the file is good again");
  const [last, ...others] = at.log.lines.slice(faults.length);
  assertEquals([last?.line, others], ["info tokens file can be used again", []]);
  assertEquals(at.changes, []);
});

Deno.test("TokensFile: a fault outside the file is logged once, and ends by itself", async () => {
  await using at = await reading();
  const folder = at.file.path.replace(/\/[^/]*$/, "");
  await Deno.rename(folder, `${folder}.away`);
  try {
    await Deno.writeTextFile(folder, "no folder");
    await eventually(() => at.tokens.failure !== undefined, "the fault is noticed");
    const { failure } = at.tokens;
    await eventually(() => at.tokens.failure !== failure, "the file is looked at again");
    assertEquals([at.log.lines.length, await at.has("a")], [1, true]);
  } finally {
    await Deno.remove(folder);
    await Deno.rename(`${folder}.away`, folder);
  }
  await eventually(() => at.tokens.failure === undefined, "the unchanged file is good again");
  assertEquals([at.log.lines.length, at.changes], [2, []]);
});

Deno.test("TokensFile: an expired token is told, and its signal ends, within 1 s", async () => {
  await using at = await reading();
  const expires_at = new Date(Date.now() + 1_500).toISOString();
  await at.file.add("b", await entryOf("b", { expires_at }));
  await eventually(() => at.has("b"), "the token is valid");
  const token = at.tokens.find((await entryOf("b")).sha256);
  await eventually(() => token?.signal.aborted === true, "it has expired");
  const lateMs = Date.now() - Date.parse(expires_at);
  assert(lateMs >= 0 && lateMs < 1_000, `${lateMs} ms`);
  assertEquals(at.changes.map(({ state }) => state), ["added", "expired"]);
});

Deno.test("TokensFile.open: refuses a broken or open file, and names TOKENS_FILE", async () => {
  await using file = await createTokens();
  const options = { log: memoryLog(), onChange: () => {} };
  for (const mode of [0o604, 0o640, 0o620, 0o601]) {
    await Deno.chmod(file.path, mode);
    await assertRejects(
      () => TokensFile.open(file.path, options),
      Error,
      "TOKENS_FILE cannot be used: others can read or write the file; set its mode to 0600",
    );
  }
  await Deno.chmod(file.path, 0o600);
  await Deno.writeTextFile(file.path, "{");
  await assertRejects(
    () => TokensFile.open(file.path, options),
    Error,
    "TOKENS_FILE cannot be used: the text is not JSON",
  );
  await Deno.remove(file.path);
  using missing = await TokensFile.open(file.path, options);
  assertEquals([missing.entries.length, missing.failure], [0, undefined]);
});
