import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { AppError, Cancelled } from "../../src/errors.ts";
import type { RemoteShell } from "../../src/ssh/remote_shell.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { openShell, PATIENT, readAll, serverOf } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { startTcpServer } from "../harness/tcp_server.ts";

/** Returns a word for command lines, by which `processesWith` finds them. */
const mark = () => `mark-${crypto.randomUUID()}`;

function type(shell: RemoteShell, line: string): void {
  shell.write(new TextEncoder().encode(`${line}\r`));
}

/** Reads the output of the shell until `pattern` matches. @throws {Error} when the output ends */
async function waitFor(shell: RemoteShell, pattern: RegExp): Promise<RegExpExecArray> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of shell.output) {
    text += decoder.decode(chunk, { stream: true });
    const match = pattern.exec(text);
    if (match !== null) return match;
  }
  throw new Error(`${pattern} is not in ${JSON.stringify(text)}`);
}

/**
 * Types lines that start three processes: one in the foreground and one in the background, which
 * end by SIGKILL only, and one in a process group of its own.
 */
async function leaveProcesses(shell: RemoteShell, word: string): Promise<void> {
  // The typed line holds X for each hyphen, so that only the processes match.
  const sleeper = `exec -a "$w" sleep 999`;
  type(shell, `w=$(echo ${word} | tr X -)`);
  type(shell, `setsid bash -c 'trap "" HUP INT; exec -a "$0-apart" sleep 999' "$w" &`);
  type(shell, `(trap "" HUP INT; ${sleeper}) &`);
  type(shell, `(trap "" HUP INT; ${sleeper})`);
  await eventually(async () => (await processesWith(word.replaceAll("X", "-"))).length === 3, word);
}

sshdTest(
  "SshShells.open: opens a login shell on a terminal of the given size and type",
  async () => {
    await using sshd = await startSshd({ profile: "export PROFILE=read; PS1='ready> '" });
    await using shell = await openShell(serverOf(sshd));
    type(
      shell,
      "echo $((6 * 7)) $0 $PROFILE $TERM $(tty) $(stty size); shopt -q login_shell && exit 3",
    );
    const output = await readAll(shell);
    assertMatch(output, /42 -bash read vt220 \/dev\/pts\/\d+ 43 132\r\n/);
    assertEquals(await shell.exit, { exitCode: 3, signal: null });
  },
);

sshdTest(
  "SshShells.open: has the greeting of the server, from the first byte on",
  async () => {
    await using sshd = await startSshd({ profile: "printf first; exit" });
    await Deno.writeTextFile(`${sshd.home}/.hushlogin`, "");
    await using shell = await openShell(serverOf(sshd));
    assertEquals(await readAll(shell), "first");
    await Deno.remove(`${sshd.home}/.hushlogin`);
    await using greeted = await openShell(serverOf(sshd));
    const motd = await Deno.readTextFile("/etc/motd").catch(() => "");
    const greeting = await readAll(greeted);
    assertStringIncludes(greeting, motd.replaceAll("\n", "\r\n"));
    assertMatch(greeting, /first$/);
  },
);

sshdTest("SshShells.open: keeps all output of a shell that ends", async () => {
  await using sshd = await startSshd();
  await using shell = await openShell(serverOf(sshd));
  type(shell, "stty -echo; seq 1 20000; printf la%s st; exit");
  assertMatch(await readAll(shell), /\r\n19999\r\n20000\r\nlast(logout\r\n)?$/);
});

sshdTest("RemoteShell.resize: sets the size of the terminal", async () => {
  await using sshd = await startSshd();
  await using shell = await openShell(serverOf(sshd));
  shell.resize({ cols: 77, rows: 33 });
  type(shell, "stty size; exit");
  assertStringIncludes(await readAll(shell), "33 77\r\n");
});

sshdTest(
  "SshShells.open: an abort ends the process group, and no process that has left it",
  async () => {
    await using sshd = await startSshd();
    const log = memoryLog();
    const abort = new AbortController();
    const options = { signal: abort.signal, log, stopLimits: PATIENT };
    await using shell = await openShell(serverOf(sshd), options);
    const word = mark();
    await leaveProcesses(shell, word.replaceAll("-", "X"));
    abort.abort(new Cancelled("stopped"));
    await shell[Symbol.asyncDispose]();
    const [apart, ...others] = await processesWith(word);
    assert(apart !== undefined);
    assertEquals([others, log.lines], [[], []]);
    assertStringIncludes(await Deno.readTextFile(`/proc/${apart}/cmdline`), "-apart");
    Deno.kill(apart, "SIGKILL");
  },
);

sshdTest(
  "SshShells.open: an abort hangs up and logs it when there is no second channel",
  async () => {
    await using sshd = await startSshd({ maxSessions: 1 });
    const log = memoryLog();
    const abort = new AbortController();
    await using shell = await openShell(serverOf(sshd), { signal: abort.signal, log });
    type(shell, "echo rea''dy");
    await waitFor(shell, /ready\r\n/);
    abort.abort(new Cancelled("stopped"));
    await shell[Symbol.asyncDispose]();
    assertEquals(log.lines.map(({ line }) => line), ["info processes may be left on the server"]);
    await eventually(() => sshd.sessionPids().length === 0, "the connection ends");
  },
);

sshdTest(
  "SshShells.open: an abort ends no other terminal of the user",
  async () => {
    await using sshd = await startSshd();
    const abort = new AbortController();
    await using first = await openShell(serverOf(sshd), { signal: abort.signal });
    await using second = await openShell(serverOf(sshd));
    type(second, "stty -echo; echo rea''dy; read x; echo still $((6 * 7)); exit");
    await waitFor(second, /ready\r\n/);
    abort.abort(new Cancelled("stopped"));
    await first[Symbol.asyncDispose]();
    type(second, "");
    assertMatch(await readAll(second), /still 42\r\n/);
  },
);

sshdTest("SshShells.open: a lost connection is 20005", async () => {
  await using sshd = await startSshd();
  await using proxy = await startTcpProxy(sshd.port);
  await using shell = await openShell(serverOf(sshd, { port: proxy.port }));
  type(shell, "echo rea''dy; read x");
  await waitFor(shell, /ready\r\n/);
  proxy.cutAll();
  assertEquals((await assertRejects(() => shell.exit, AppError)).code, 20005);
});

Deno.test("SshShells.open: an abort ends connecting with its reason", async () => {
  await using server = await startTcpServer();
  const abort = new AbortController();
  const attempt = openShell(
    {
      name: "a",
      host: server.host,
      port: server.port,
      username: "u",
      password: "p",
      encoding: "utf-8",
    },
    { signal: abort.signal },
  );
  abort.abort(new Cancelled("enough"));
  await assertRejects(() => attempt, Cancelled, "enough");
});
