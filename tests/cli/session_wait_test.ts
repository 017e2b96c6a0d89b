import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { servedClient } from "../client/served_client.ts";
import { startApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { CommandLine } from "./command_line.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

sshdTest(
  "session wait: keeps the session while a local command runs, and ends with its code",
  async () => {
    await using at = await servedClient();
    const { url } = at.app;
    const line = new CommandLine({ env: { PINK_PAGE_URL: url, USER: "ann" } });
    // Other clients are refused, and commands below the local one are members.
    const script = `${Deno.execPath()} run --quiet -A ${MAIN} exec a -- echo inside; exit 7`;
    const args = ["session", "wait", "a", "--reason", "Monthly load", "--", "sh", "-c", script];
    const { code, stdout, stderr } = await line.run(...args);
    assertEquals([code, stdout, stderr], [7, "inside\n", ""]);
    const { recent: [lease], session } = await at.client.get("/api/v1/session");
    assertEquals([lease?.kind, session.active], ["session", false]);
    const none = await new CommandLine({ env: line.env }).run("session", "wait", "--", "/none");
    assertEquals(none.code, 127);
    assertStringIncludes(none.stderr, "/none cannot be run");
  },
);

Deno.test("session wait: tells its place and the owner, and Ctrl-C leaves or ends it", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using other = await connect(app.url, { name: "kim" });
  const session = await other.session({ servers: ["mdwap1p"] });
  const env = { PINK_PAGE_URL: app.url };
  const late = await new CommandLine({ env }).run("session", "wait", "mdwap1p", "-w0.1");
  assertEquals(late.code, 255);
  assertStringIncludes(late.stderr, "50013");
  const line = new CommandLine({ env, isTerminal: true });
  const waiting = line.run("session", "wait", "mdwap1p");
  await eventually(() => line.told.join("").includes("place 1"), "its place is told");
  assertMatch(line.told.join(""), /Waiting: kim has exclusive use since .*, place 1/);
  await session.end();
  await eventually(() => line.told.join("").includes("Exclusive use of mdwap1p"), "it has it");
  await using third = await connect(app.url, { name: "lee" });
  const load = await third.session({ servers: ["mypap1d"], reason: "load" });
  const { stdout } = await new CommandLine({ env }).run("status");
  await load.end();
  assertMatch(stdout, /^\S+ has exclusive use of mdwap1p \(session\) since .*$/m);
  assertMatch(stdout, /^lee has exclusive use of mypap1d \(session\) since .*, load$/m);
  line.signal("SIGINT");
  assertEquals((await waiting).code, 130);
  const next = await other.session({ servers: ["mdwap1p"] });
  const leaving = new CommandLine({ env, isTerminal: true });
  const left = leaving.run("session", "wait", "mdwap1p");
  await eventually(() => leaving.told.join("").includes("place 1"), "it waits");
  leaving.signal("SIGINT");
  assertEquals((await left).code, 130);
  await next.end();
  assertEquals((await new CommandLine({ env }).run("session", "wait")).code, 0);
});

Deno.test("session wait: a session that is ended is told, and the command goes on", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using other = await connect(app.url);
  const env = { PINK_PAGE_URL: app.url };
  for (const [local, code] of [["exit 0", 255], ["exit 4", 4]] as const) {
    const file = await Deno.makeTempFile();
    const script = `while [ -e ${file} ]; do sleep 0.05; done; ${local}`;
    const line = new CommandLine({ env });
    const ending = line.run("session", "wait", "mypap1d", "--", "sh", "-c", script);
    await eventually(
      async () => (await other.get("/api/v1/session")).session.active,
      "the session is active",
    );
    await other.forceEndSession("The night batch needs it");
    await eventually(() => line.told.join("").includes("The night batch"), "the end is told");
    await Deno.remove(file);
    assertEquals((await ending).code, code);
  }
  const held = new CommandLine({ env, isTerminal: true });
  const holding = held.run("session", "wait");
  await eventually(() => held.told.join("").includes("Exclusive use of all"), "it has it");
  await other.forceEndSession("Enough");
  assertEquals((await holding).code, 255);
});
