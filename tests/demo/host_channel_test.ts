import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { ClientChannel } from "../../src/ssh2/ssh2.ts";
import { openOpenSsh } from "./openssh.ts";
import {
  connect,
  exec,
  openTestHost,
  outcome,
  run,
  type TestClient,
  textMatching,
} from "./test_host.ts";

Deno.test("HostChannel: exec separates stdout and stderr, and sends the exit status", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  assertEquals(await run(client, "echo out; echo err >&2; exit 7"), {
    stdout: "out\n",
    stderr: "err\n",
    code: 7,
    signal: undefined,
  });
});

Deno.test("HostChannel: exec runs `$SHELL -c` in the home folder", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const { stdout } = await run(client, 'pwd; tr "\\0" " " < /proc/$$/cmdline');
  const [home, commandLine] = stdout.split("\n");
  assertEquals(home, host.home);
  assertMatch(commandLine ?? "", /^\/\S*\/bash -c pwd; tr /);
});

Deno.test("HostChannel: programs inherit nothing of the service's environment", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  Deno.env.set("HIWARE_PW", "must stay here");
  try {
    const names = async (pty: boolean) => {
      const { stdout } = await run(client, 'tr "\\0" "\\n" < /proc/$$/environ', { pty });
      return stdout.split(/\r?\n/).filter((line) => line).map((line) => line.split("=")[0]).sort();
    };
    const always = ["HOME", "LANG", "LOGNAME", "PATH", "SHELL", "USER"];
    assertEquals(await names(false), always);
    // bash adds these variables when it becomes another program.
    const added = ["OLDPWD", "PWD", "SHLVL", "_"];
    const onTerminal = (await names(true)).filter((name) => !added.includes(name ?? ""));
    assertEquals(onTerminal, [...always.slice(0, 5), "TERM", "USER"]);
  } finally {
    Deno.env.delete("HIWARE_PW");
  }
});

Deno.test("HostChannel: the programs of ~/bin are on the PATH", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  await Deno.mkdir(`${host.home}/bin`);
  await Deno.writeTextFile(`${host.home}/bin/greet`, "#!/bin/sh\necho hello\n", { mode: 0o755 });
  assertEquals((await run(client, "greet")).stdout, "hello\n");
});

Deno.test("HostChannel: a command receives its input and the end of it", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const channel = await exec(client, "wc -c; echo over");
  channel.end(Buffer.alloc(3_000_000));
  assertEquals((await outcome(channel)).stdout.trim(), "3000000\nover");
});

Deno.test("HostChannel: input is discarded after a command has closed it", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const command = "exec <&-; echo closed; until [ -e over ]; do sleep 0.05; done; echo over";
  const channel = await exec(client, command);
  const ended = outcome(channel);
  const taken = new Promise((resolve) =>
    channel.end(Buffer.alloc(5_000_000)).once("finish", resolve)
  );
  await Promise.race([taken, ended]);
  await Deno.writeTextFile(`${host.home}/over`, "");
  assertEquals((await ended).stdout, "closed\nover\n");
  assert(channel.writableFinished);
});

Deno.test("HostChannel: an end by a signal is sent as a signal", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const { code, signal } = await run(client, "kill -TERM $$");
  assertEquals([code, signal], [null, "SIGTERM"]);
});

Deno.test("HostChannel: a signal request reaches the whole group", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  // The child is ready only after its parent.
  const trap = `trap 'wait; echo parent; exit 5' TERM; ` +
    `(trap 'echo child; exit' TERM; echo ready; while :; do sleep 0.05; done) & wait`;
  for (const pty of [false, true]) {
    const channel = await exec(client, trap, { pty });
    const ended = outcome(channel);
    await textMatching(channel, /ready/);
    channel.signal("TERM");
    const { stdout, code } = await ended;
    assertMatch(stdout, /ready[^]*child[^]*parent/);
    assertEquals(code, 5);
  }
});

Deno.test("HostChannel: a KILL request ends a command", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const channel = await exec(client, "echo ready; exec sleep 999");
  const ended = outcome(channel);
  await textMatching(channel, /ready/);
  channel.signal("KILL");
  assertEquals((await ended).signal, "SIGKILL");
});

Deno.test("HostChannel: a shell without a terminal runs the lines of its input", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const channel = await shell(client, false);
  channel.end("echo one\nfalse || echo two\nexit 3\n");
  assertEquals(await outcome(channel), {
    stdout: "one\ntwo\n",
    stderr: "",
    code: 3,
    signal: undefined,
  });
});

Deno.test("HostChannel: a shell on a terminal has prompt, echo and job control", async () => {
  await using host = await openTestHost();
  await Deno.writeTextFile(`${host.home}/.profile`, "PS1='prompt> '\n");
  await using client = await connect(host);
  const channel = await shell(client, true);
  const ended = outcome(channel);
  await textMatching(channel, /prompt> /);
  channel.write("sh -c 'echo runs; exec sleep 30'\n");
  await textMatching(channel, /^runs\r\n/m);
  channel.write("\x03");
  await textMatching(channel, /prompt> /);
  channel.write("echo code $?; exit 4\n");
  const { stdout, code } = await ended;
  assertMatch(stdout, /\^C/);
  assertMatch(stdout, /code 130\r\n/);
  assertEquals(code, 4);
});

Deno.test("HostChannel: starts no second program on a channel", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const channel = await exec(client, "read -r line; echo one");
  // ssh2's public API starts one program only. Its protocol layer requests the second.
  const protocol = Object(Reflect.get(client.ssh, "_protocol"));
  const { id } = Object(Reflect.get(channel, "outgoing"));
  protocol.exec(id, "touch second", false);
  channel.end("go\n");
  assertEquals((await outcome(channel)).stdout, "one\n");
  assertEquals((await run(client, "ls second")).code, 2);
});

Deno.test("HostChannel: refuses environment requests and unknown subsystems", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  assertEquals(
    (await run(client, 'echo "[$LANG$EVIL]"', { env: { EVIL: "1", LANG: "x" } })).stdout,
    "[C.UTF-8]\n",
  );
  const asked = new Promise<void>((resolve, reject) =>
    client.ssh.subsys("netconf", (error) => error ? reject(error) : resolve())
  );
  await assertRejects(() => asked, Error, "Unable to start subsystem");
});

Deno.test("HostChannel: scp in both of its modes and sftp copy there and back", async () => {
  await using host = await openTestHost();
  await using openssh = await openOpenSsh(host);
  const folder = await Deno.makeTempDir({ prefix: "demo_test_" });
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  await Deno.writeFile(`${folder}/a b 가.bin`, bytes);
  const source = `${folder}/a b 가.bin`;
  assertEquals((await openssh.run("scp", [source, "%h:one.bin"])).code, 0);
  assertEquals((await openssh.run("scp", ["-O", "%h:one.bin", `${folder}/two.bin`])).code, 0);
  const input = `put ${folder}/two.bin three.bin\nget three.bin ${folder}/four.bin\n`;
  assertEquals((await openssh.run("sftp", ["%h"], { input })).code, 0);
  assertEquals(await Deno.readFile(`${folder}/four.bin`), bytes);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("HostChannel: runs a command of 34,000 bytes; one of 114,000 disconnects", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const command = (length: number) => `: ${"a".repeat(length)}; echo ran`;
  for (const pty of [false, true]) {
    assertEquals((await run(client, command(34_000), { pty })).stdout.trim(), "ran");
  }
  client.ssh.exec(command(114_000), () => {});
  await client.closed;
  await using next = await connect(host);
  assert((await run(next, "echo ran")).stdout === "ran\n");
});

function shell({ ssh }: TestClient, pty: boolean): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const opened = (error: Error | undefined, channel: ClientChannel) =>
      error ? reject(error) : resolve(channel);
    if (pty) ssh.shell({ term: "xterm", cols: 80, rows: 24 }, opened);
    else ssh.shell(false, opened);
  });
}
