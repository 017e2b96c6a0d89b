import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { EscapeKeys } from "../../src/cli/escape_keys.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { Tmux } from "../harness/tmux.ts";
import { CommandLine } from "./command_line.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
/** Module that fails on a signal, as a fault of the program would. */
const FAULT = new URL("../harness/fault_on_signal.ts", import.meta.url).pathname;
const PROFILE = "PS1='$ '";

Deno.test("EscapeKeys: leave after Enter alone, and are typed when doubled", () => {
  const typed = (escape: string, ...pieces: string[]) => {
    const keys = new EscapeKeys(escape);
    let text = "";
    for (const piece of pieces) {
      const taken = keys.take(piece);
      text += taken.text;
      if (taken.isLeaving) return `${text}|`;
    }
    return text;
  };
  assertEquals(typed("~", "~."), "|");
  assertEquals(typed("~", "a~.\r", "~", ".b"), "a~.\r|");
  assertEquals(typed("~", "\n~.x"), "\n|");
  assertEquals(typed("~", "~~.", "~."), "~.~.");
  assertEquals(typed("~", "~a~.", "\r~~\r~."), "~a~.\r~\r|");
  assertEquals(typed("%", "~.\r%."), "~.\r|");
  assertEquals(typed("none", "~.\r~.none"), "~.\r~.none");
});

sshdTest("shell: raw, resizes, tells that it resumes, and ends as its shell does", async () => {
  await using sshd = await startSshd({ profile: PROFILE });
  await using app = await startApp(serverVariables("a", sshd));
  await using wire = await startTcpProxy(Number(new URL(app.url).port));
  const env = { PINK_PAGE_URL: `http://127.0.0.1:${wire.port}`, TERM: "vt220" };
  const line = new CommandLine({ env, isTerminal: true });
  const shows = (text: RegExp) =>
    eventually(() => text.test(line.printed.join("")), `the shell shows ${text}`);
  const ending = line.run("shell", "a");
  await shows(/\$ $/);
  assertEquals(line.rawStates, [true]);
  line.type("stty size; echo =$TERM=\r");
  await shows(/^30 100\r\n=vt220=\r\n/m);
  line.window = { cols: 70, rows: 20 };
  line.signal("SIGWINCH");
  line.type("stty size\r");
  await shows(/^20 70\r$/m);
  wire.cutAll();
  await eventually(() => line.told.join("").includes("is there again"), "the shell resumes");
  assertMatch(
    line.told.join(""),
    /The connection is lost, it is tried again until [^\n]+\r\nThe connection is there again\r\n$/,
  );
  line.type("exit 5\r");
  assertEquals((await ending).code, 5);
  assertEquals(line.rawStates, [true, false]);
});

sshdTest("shell: ~. leaves it, and ends it on the server", async () => {
  await using sshd = await startSshd({ profile: PROFILE });
  await using app = await startApp(serverVariables("a", sshd));
  const line = new CommandLine({ env: { PINK_PAGE_URL: app.url }, isTerminal: true });
  const ending = line.run("shell", "a", "-e", "%");
  await eventually(() => line.printed.join("").endsWith("$ "), "the prompt is there");
  line.type("~.\r%.");
  const { code, stdout } = await ending;
  assertEquals(code, 255);
  assertEquals(stdout.endsWith("\x1b[?25h\x1b[0m"), true);
  assertEquals([line.rawStates, line.told.join("").endsWith("\n")], [[true, false], true]);
  await eventually(() => sshd.sessionPids().length <= 1, "its shell has ended");
});

sshdTest("shell: the terminal is as before after exit, SIGTERM, SIGHUP and a crash", async () => {
  await using sshd = await startSshd({ profile: PROFILE });
  await using app = await startApp(serverVariables("a", sshd));
  await using tmux = new Tmux({ cols: 90, rows: 24 });
  const deno = `${Deno.execPath()} run --quiet -A --preload ${FAULT} ${MAIN} shell a`;
  const script = `before=$(stty -g); ${deno} & echo $! >"$0/pid"; fg >/dev/null; ` +
    'code=$?; [ "$(stty -g)" = "$before" ] && echo "same, $code"';
  const folder = await Deno.makeTempDir();
  for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGUSR2", 1]] as const) {
    const window = await tmux.open(["bash", "-mc", script, folder], { PINK_PAGE_URL: app.url });
    await window.shows(/^\$$/m);
    Deno.kill(Number(await Deno.readTextFile(`${folder}/pid`)), signal);
    assertStringIncludes(await window.shows(/^same, \d+$/m), `\nsame, ${code}\n`);
  }
  await Deno.remove(folder, { recursive: true });
});
