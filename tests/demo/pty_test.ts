import { assert, assertEquals, assertMatch } from "@std/assert";
import type { PseudoTtyOptions } from "../../src/ssh2/ssh2.ts";
import { openOpenSsh } from "./openssh.ts";
import { isAlive, until } from "./processes.ts";
import { connect, exec, openTestHost, outcome, run, textMatching } from "./test_host.ts";

Deno.test("openPty: a command has a terminal of the requested size and type", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const pty: PseudoTtyOptions = { term: "vt220", cols: 132, rows: 43 };
  const { stdout } = await run(client, "tty; stty size; echo $TERM; stty -a", { pty });
  assertMatch(stdout, /^\/dev\/pts\/\d+\r\n43 132\r\nvt220\r\n/);
  assertMatch(stdout, / icanon .* echo /s);
});

Deno.test("openPty: a client without a terminal gets 24 rows of 80 columns", async () => {
  await using host = await openTestHost();
  await using openssh = await openOpenSsh(host);
  const { stdout } = await openssh.run("ssh", ["-tt", "%h", "stty size"]);
  assertEquals(new TextDecoder().decode(stdout), "24 80\r\n");
});

Deno.test("openPty: a program receives a new size, and the last of many stays", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  // bash forgets a signal that arrives while the trap of an earlier one runs: `stty` is no part
  // of the trap.
  const command = "trap t=1 WINCH; echo ready; " +
    "while [ ! -e over ]; do ${t+stty size}; sleep 0.02; done";
  const channel = await exec(client, command, { pty: true });
  const ended = outcome(channel);
  await textMatching(channel, /ready/);
  const seen = textMatching(channel, /50 149\r\n/);
  for (let cols = 100; cols < 150; cols++) channel.setWindow(50, cols, 0, 0);
  await seen;
  await Deno.writeTextFile(`${host.home}/over`, "");
  assertMatch((await ended).stdout, /50 149\r\n$/);
});

Deno.test("openPty: `$$` of a command is the id of its process group", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const sleepers = 'echo "<$$>"; trap "" HUP INT; sleep 998 & (sleep 999 & wait) & wait';
  const command = `exec "\${SHELL:-/bin/sh}" -l -c '${sleepers}'`;
  const channel = await exec(client, command, { pty: true });
  const ended = outcome(channel);
  const [, id = ""] = await textMatching(channel, /<(\d+)>/);
  const members =
    `for stat in /proc/[0-9]*/stat; do { read -r line < "$stat"; } 2>/dev/null || continue
    set -- \${line%% *} \${line##*) }; [ "$5" = ${id} ] && [ "$2" != Z ] && echo $1; done`;
  const list = async () => (await run(client, members)).stdout.trim().split("\n").filter(Boolean);
  await until(async () => (await list()).length === 4);
  assert((await list()).includes(id));
  await run(client, `kill -KILL ${(await list()).join(" ")}`);
  assertEquals((await ended).code, 137);
  assertEquals(await list(), []);
});

Deno.test("openPty: Ctrl-C interrupts the command, whose code is 130", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const channel = await exec(client, "echo ready; sleep 999; sleep 999", { pty: true });
  const ended = outcome(channel);
  await textMatching(channel, /ready/);
  channel.write("\x03");
  assertEquals((await ended).code, 130);
});

Deno.test("openPty: 200,000 lines before a fast exit arrive whole", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const { stdout, code } = await run(client, "seq 200000; exit 9", { pty: true });
  const lines = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\r\n`);
  assert(stdout === lines.join(""), `${stdout.length} characters came`);
  assertEquals(code, 9);
});

Deno.test("openPty: a channel closed by the client hangs up the terminal's processes", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const command = `trap 'echo hup > hung_up; exit' HUP; sleep 998 & echo "$$ $!."; wait; wait`;
  const channel = await exec(client, command, { pty: true });
  const [, ...pids] = await textMatching(channel, /(\d+) (\d+)\./);
  // Before bash's child has become `sleep`, it inherits the trap and ignores the signal.
  await until(async () => await Deno.readTextFile(`/proc/${pids[1]}/comm`) === "sleep\n");
  channel.close();
  for (const pid of pids) await until(async () => !await isAlive(Number(pid)));
  assertEquals(await Deno.readTextFile(`${host.home}/hung_up`), "hup\n");
});

Deno.test("openPty: a process that ignores SIGHUP ends with its connection", async () => {
  await using host = await openTestHost();
  const client = await connect(host);
  const command = `trap 'echo seen > seen' HUP; echo "$$."; while :; do sleep 0.05; done`;
  const channel = await exec(client, command, { pty: true });
  const [, pid] = await textMatching(channel, /(\d+)\./);
  channel.close();
  await until(() => Deno.stat(`${host.home}/seen`).then(() => true, () => false));
  assert(await isAlive(Number(pid)));
  await client[Symbol.asyncDispose]();
  await until(async () => !await isAlive(Number(pid)));
});

Deno.test("openPty: a background process does not hold the channel", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const { stdout, code } = await run(client, 'sleep 999 & echo "$!."', { pty: true });
  assertEquals(code, 0);
  const pid = Number(/\d+/.exec(stdout)?.[0]);
  await until(async () => !await isAlive(pid));
});

Deno.test("openPty: a program that reads late receives a paste of 300 KB", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const command = "stty raw -echo; echo ready; sleep 0.3; head -c 300000 | tr -d x | wc -c";
  const channel = await exec(client, command, { pty: true });
  const ended = outcome(channel);
  await textMatching(channel, /ready/);
  channel.write("x".repeat(299_999) + "y");
  assertMatch((await ended).stdout, /^ready\n1\n$/);
});
