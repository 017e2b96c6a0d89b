import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { hashOf } from "../../src/access/token.ts";
import { readTokens } from "../../src/access/read_tokens.ts";
import { createTokens } from "../harness/tokens.ts";

const CONFIG = new URL("../../deno.json", import.meta.url);
const ROOT = new URL("../../", import.meta.url).pathname;

/** Ending of the command. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the line of the task `token` of `deno.json` with `args`. */
async function token(path: string, ...args: string[]): Promise<Ended> {
  const { tasks: { token: { command } } } = JSON.parse(await Deno.readTextFile(CONFIG));
  const [, ...line] = command.replace("main.ts", `${ROOT}main.ts`).split(" ");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [line[0], "--quiet", "--no-prompt", ...line.slice(1), ...args],
    cwd: path.replace(/\/[^/]*$/, ""),
    env: { TOKENS_FILE: path, NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("token: adds, lists and revokes with the permissions of its task", async () => {
  await using tokens = await createTokens();
  const { path } = tokens;
  const scopes = [
    "--servers",
    "a, b",
    "--operations",
    "command",
    "--command",
    "ls",
    "--command=x+",
  ];
  const added = await token(path, "add", "night batch", "operator", "--days", "30", ...scopes);
  assertEquals([added.code, added.stderr], [0, ""]);
  assertMatch(added.stdout, /^pp_[\w-]{43}\n$/);
  const [entry] = await readTokens(path);
  assert(entry !== undefined);
  const { name, role, sha256, created_at, expires_at = "", servers, operations, commands } = entry;
  assertEquals([name, role, sha256], [
    "night batch",
    "operator",
    await hashOf(added.stdout.trim()),
  ]);
  assertEquals({ servers, operations, commands }, {
    servers: ["a", "b"],
    operations: ["command"],
    commands: ["ls", "x+"],
  });
  assertEquals(Date.parse(expires_at) - Date.parse(created_at), 30 * 86_400_000);
  assert(Math.abs(Date.parse(created_at) - Date.now()) < 60_000);
  const mode = (await Deno.stat(path)).mode ?? 0;
  assertEquals(mode & 0o777, 0o600);
  await tokens.add("다른", { role: "viewer" });
  const list = await token(path, "list");
  assertEquals([list.code, list.stdout, list.stderr], [
    0,
    `night batch  operator  until ${expires_at}  servers=a,b  operations=command  ` +
    "commands=ls,x+\n" +
    "다른  viewer  does not expire\n",
    "",
  ]);
  const revoked = await token(path, "revoke", "night batch");
  assertEquals([revoked.code, revoked.stdout, revoked.stderr], [0, "", ""]);
  assertEquals((await readTokens(path)).map((left) => left.name), ["다른"]);
});

Deno.test("token: wrong arguments print the usage, exit with 2 and change nothing", async () => {
  await using tokens = await createTokens();
  await tokens.add("a");
  const before = await Deno.readTextFile(tokens.path);
  const calls = [
    [],
    ["remove", "a"],
    ["add", "b", "viewer", "more"],
    ["add", "b", "viewer", "--days", "0"],
    ["add", "b", "viewer", "--unknown"],
    ["revoke", "a", "b"],
  ];
  const endings = await Promise.all(calls.map((args) => token(tokens.path, ...args)));
  for (const [index, { code, stdout, stderr }] of endings.entries()) {
    assertEquals([code, stdout], [2, ""], calls[index]?.join(" "));
    assertStringIncludes(stderr, "Usage: token add NAME ROLE");
  }
  assertEquals(await Deno.readTextFile(tokens.path), before);
});

Deno.test("token: faults exit with 1, name their reason, and change nothing", async () => {
  await using tokens = await createTokens();
  await tokens.add("a");
  const before = await Deno.readTextFile(tokens.path);
  const calls: [string[], RegExp][] = [
    [["add", "a", "viewer"], /^A token is called a already: revoke it, or take another name\n$/],
    [["add", "b", "root"], /^role: /],
    [["add", "b", "viewer", "--command", "("], /^commands\.0: is not a regular expression\n$/],
    [["revoke", "b"], /^No token is called b: token list prints the names\n$/],
  ];
  const endings = await Promise.all(calls.map(([args]) => token(tokens.path, ...args)));
  for (const [index, { code, stdout, stderr }] of endings.entries()) {
    assertEquals([code, stdout], [1, ""], calls[index]?.[0].join(" "));
    assertMatch(stderr, calls[index]?.[1] ?? /^$/);
  }
  assertEquals(await Deno.readTextFile(tokens.path), before);
});

Deno.test("token: a token is revoked although another variable is wrong", async () => {
  await using tokens = await createTokens();
  await tokens.add("a");
  const dotenv = tokens.path.replace(/[^/]*$/, ".env");
  await Deno.writeTextFile(dotenv, "PORT=many\nA_IP=x\nAUTH=perhaps\n");
  assertEquals((await token(tokens.path, "revoke", "a")).code, 0);
  assertEquals(await readTokens(tokens.path), []);
  await Deno.writeTextFile(tokens.path, "{");
  const { code, stderr } = await token(tokens.path, "list");
  assertEquals([code, stderr], [1, "TOKENS_FILE cannot be used: the text is not JSON\n"]);
});
