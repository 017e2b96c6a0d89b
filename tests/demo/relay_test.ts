import { assert, assertEquals, assertLess } from "@std/assert";
import { openOpenSsh } from "./openssh.ts";
import { bytesWritten, isAlive, until } from "./processes.ts";
import { connect, exec, openTestHost, outcome, textMatching } from "./test_host.ts";

Deno.test("relay: 50 MB arrive whole at OpenSSH's client", async () => {
  await using host = await openTestHost();
  await using openssh = await openOpenSsh(host);
  const { stdout, code } = await openssh.run("ssh", ["%h", "head -c 50000000 /dev/zero; exit 3"]);
  assertEquals([stdout.length, code], [50_000_000, 3]);
  assert(stdout.every((byte) => byte === 0));
});

Deno.test("relay: 10 MB of text arrive whole from a terminal", async () => {
  await using host = await openTestHost();
  await using openssh = await openOpenSsh(host);
  const line = "0123456789".repeat(9) + "12345678";
  const { stdout } = await openssh.run("ssh", ["-tt", "%h", `yes ${line} | head -n 100000`]);
  assertEquals(stdout.length, 100_000 * (line.length + 2));
  assert(new TextDecoder().decode(stdout) === `${line}\r\n`.repeat(100_000));
});

Deno.test("relay: stdout and stderr, both over the window, arrive whole", async () => {
  await using host = await openTestHost();
  await using openssh = await openOpenSsh(host);
  const command = `(yes out | head -c 8000000) & (yes err | head -c 8000000) >&2; wait`;
  const { stdout, stderr } = await openssh.run("ssh", ["%h", command]);
  assert(
    new TextDecoder().decode(stdout) === "out\n".repeat(2_000_000),
    `${stdout.length} bytes of stdout came`,
  );
  assert(stderr === "err\n".repeat(2_000_000), `${stderr.length} bytes of stderr came`);
});

for (const pty of [false, true]) {
  const where = pty ? "on a terminal" : "on pipes";
  Deno.test(`relay: a flood ${where} stops and resumes with its reader`, async () => {
    await using host = await openTestHost();
    await using client = await connect(host);
    const channel = await exec(client, 'echo "$$."; exec yes', { pty });
    const [, id] = await textMatching(channel, /(\d+)\./);
    const pid = Number(id);
    channel.pause();
    const stopped = await untilStill(() => bytesWritten(pid));
    // The window of 2 MiB, the client's buffer of as much, pipes.
    assertLess(stopped, 12_000_000);
    channel.resume();
    await until(async () => await bytesWritten(pid) > stopped + 1_000_000);
    channel.close();
    await until(async () => !await isAlive(pid));
  });
}

Deno.test("relay: a flood stops at an unread socket, despite a window of 1 GiB", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const channel = await exec(client, 'echo "$$."; exec yes');
  const [, id] = await textMatching(channel, /(\d+)\./);
  // ssh2's public API grants 2 MiB. Its protocol layer grants the rest.
  const outgoing = Object(Reflect.get(channel, "outgoing"));
  Object(Reflect.get(client.ssh, "_protocol")).channelWindowAdjust(outgoing.id, 2 ** 30);
  const socket = Object(Reflect.get(client.ssh, "_sock"));
  socket.pause();
  // The socket buffers of the kernel.
  assertLess(await untilStill(() => bytesWritten(Number(id))), 30_000_000);
  socket.resume();
  channel.close();
  await until(async () => !await isAlive(Number(id)));
});

Deno.test("relay: the client keeps the input for a command that does not read", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const channel = await exec(client, "echo ready; exec sleep 999");
  const ended = outcome(channel);
  await textMatching(channel, /ready/);
  let taken = 0;
  const chunk = new Uint8Array(100_000);
  const send = () => {
    channel.write(chunk, (error) => {
      if (error) return; // The command has ended.
      taken += chunk.length;
      send();
    });
  };
  send();
  // The window of 2 MiB, granted twice.
  assertLess(await untilStill(() => taken), 6_000_000);
  channel.signal("KILL");
  assertEquals((await ended).signal, "SIGKILL");
});

/** Polls a growing number until it has not grown for 300 ms. */
async function untilStill(measure: () => number | Promise<number>): Promise<number> {
  let value = await measure();
  let since = performance.now();
  await until(async () => {
    const next = await measure();
    if (next !== value) since = performance.now();
    value = next;
    return performance.now() - since > 300;
  });
  return value;
}
