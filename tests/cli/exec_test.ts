import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { startApp, type TestApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { CommandLine, type CommandLineOptions } from "./command_line.ts";

/** Creates the streams of a command for the service. */
function lineOf({ url }: TestApp, { env = {}, ...options }: CommandLineOptions = {}): CommandLine {
  return new CommandLine({ env: { PINK_PAGE_URL: url, ...env }, ...options });
}

const exec = (command: string, ...options: string[]) => ["exec", "mdwap1p", ...options, command];

Deno.test("exec: prints remote output alone, with the line ends of the stream", async () => {
  await using app = await startApp({ ENV: "dev" });
  const command = "printf 'a\\nb\\r\\nc\\r'; sleep 0.3; printf '\\nd'";
  const plain = await lineOf(app).run(...exec(command));
  assertEquals(plain, { code: 0, stdout: "a\nb\nc\nd", stderr: "" });
  const raw = await lineOf(app).run(...exec("printf 'a\\nb'", "--raw"));
  assertEquals(raw.stdout, "a\r\nb");
  const screen = await lineOf(app, { isTerminal: true }).run(
    ...exec("stty -onlcr size; printf '1\\r\\n2\\n3'"),
  );
  assertEquals(screen.stdout, "30 100\r\n1\r\n2\v3");
  assertMatch(screen.stderr, /^(\r\x1b\[K(Connecting to|Connected to) mdwap1p[.]*)+\r\x1b\[K$/);
  const quiet = await lineOf(app, { isTerminal: true }).run(...exec("echo", "-q"));
  assertEquals(quiet.stderr, "");
});

Deno.test("exec: --json prints each event of the wire, and the ending, as a line", async () => {
  await using app = await startApp({ ENV: "dev" });
  const eventsOf = async (command: string, ...options: string[]) => {
    const { stdout } = await lineOf(app).run(...exec(command, "--json", ...options));
    return stdout.trim().split("\n").map((line) => JSON.parse(line));
  };
  const good = await eventsOf("echo one");
  assertEquals(good.map(({ type }) => type), ["status", "status", "output", "complete"]);
  assertEquals([good[2].data, good[3].exit_code], ["one\r\n", 0]);
  const bad = await eventsOf("exit 6", "-p", "NEVER");
  const { type, message, error_code, exit_code } = bad.at(-1);
  assertEquals([type, message], ["error", "Command execution failed"]);
  assertEquals([error_code, exit_code], [50000, 6]);
});

Deno.test("exec: -i types standard input, and its end also within a line", async () => {
  await using app = await startApp({ ENV: "dev" });
  for (const input of ["one\ntwo\n", "한글 without an end"]) {
    const { code, stdout } = await lineOf(app, { input }).run(...exec("cat; echo .", "-i"));
    assertEquals([code, stdout.endsWith(".\n")], [0, true]);
    assertStringIncludes(stdout, input);
  }
  const without = await lineOf(app, { input: "no" }).run(...exec('read -t 0.3 x; echo "[$x]"'));
  assertEquals(without.stdout, "[]\n");
});

Deno.test("exec: -w tells on a terminal who has exclusive use, and runs after it", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using other = await connect(app.url, { name: "ann" });
  const session = await other.session();
  const line = lineOf(app, { isTerminal: true, env: { USER: "bob" } });
  const waiting = line.run("exec", "-w", "mdwap1p", "--", "echo done");
  await eventually(() => line.told.join("").includes("Waiting"), "it waits");
  assertMatch(
    line.told.join(""),
    /Waiting: ann has exclusive use since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\r\n$/,
  );
  await session.end();
  const { code, stdout } = await waiting;
  assertEquals([code, stdout.trim()], [0, "done"]);
  const { items: [last] } = await other.get("/api/v1/operations", { limit: 1 });
  assertEquals(last?.name, "bob");
});

Deno.test("exec: errors come in the language of LANG, coloured on a terminal only", async () => {
  await using app = await startApp({ ENV: "dev" });
  const errorOf = async (options: CommandLineOptions) =>
    (await lineOf(app, options).run("exec", "no\x1b[2Jone", "--", "true")).stderr;
  const english = await errorOf({ env: { LANG: "en_US.UTF-8" } });
  assertMatch(english, /^pink-page: 23002 [^\n]*"no\\+u001b\[2Jone"\n {2}No server [^\n]*\n {2}/);
  const hidden = await lineOf(app).run("servers", "\x1b[2J\u202e");
  assertStringIncludes(hidden.stderr, "No server is called \\u001b[2J\\u202e: take");
  const korean = await errorOf({ env: { LANG: "en_US.UTF-8", LC_ALL: "ko_KR.UTF-8" } });
  assertStringIncludes(korean, "\n  이 이름으로 설정된 서버가 없습니다.\n");
  const environments: Record<string, string>[] = [{ NO_COLOR: "1" }, { TERM: "dumb" }, {}];
  for (const env of environments) {
    const isColoured = (await errorOf({ env, isTerminal: true })).includes("\x1b[31mpink-page:");
    assertEquals(isColoured, Object.keys(env).length === 0);
  }
  for (const [LANG, isKorean] of [["kok_IN", false], ["ko", true], ["C", false]] as const) {
    assertEquals((await errorOf({ env: { LANG } })).includes("서버"), isKorean, LANG);
  }
});

Deno.test("exec: a second Ctrl-C leaves, and the two of deno task count as one", async () => {
  await using app = await startApp({ ENV: "dev" });
  const line = lineOf(app);
  const ending = line.run(...exec("trap '' INT HUP TERM; echo runs; sleep 60"));
  await eventually(() => line.printed.join("").startsWith("runs"), "the command runs");
  line.signal("SIGINT");
  line.signal("SIGINT");
  assertEquals(line.exits, []);
  await eventually(() => {
    line.signal("SIGINT");
    return line.exits.length > 0;
  }, "it leaves");
  assert(line.exits.every((code) => code === 130));
  assertEquals((await ending).code, 130);
});
