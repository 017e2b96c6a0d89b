import { assertEquals, assertRejects } from "@std/assert";
import { AppError, Cancelled } from "../../src/errors.ts";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import { eventually } from "../harness/eventually.ts";
import { FORGETFUL, serverOf } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";

const policy = {
  mode: "off",
  knownHosts: FORGETFUL,
} as const;
const { signal } = new AbortController();

sshdTest(
  "SshConnection.exec: rejects with its signal while the server opens no channel",
  async () => {
    await using sshd = await startSshd();
    await using proxy = await startTcpProxy(sshd.port);
    await using connection = await SshConnection.open(
      { ...serverOf(sshd), port: proxy.port },
      { policy, signal },
    );
    proxy.freeze();
    const stopping = new AbortController();
    const starting = connection.exec("true", { signal: stopping.signal });
    stopping.abort(new Cancelled("stopped"));
    await assertRejects(() => starting, Cancelled, "stopped");
    proxy.thaw();
    assertEquals((await (await connection.exec("exit 3")).exit).exitCode, 3);
  },
);

sshdTest(
  "SshConnection.exec: a lost connection is 20005, for what waits and what comes later",
  async () => {
    await using sshd = await startSshd();
    await using connection = await SshConnection.open(serverOf(sshd), { policy, signal });
    const { channel, exit } = await connection.exec("sleep 600");
    channel.resume();
    await sshd.killSessions();
    assertEquals((await assertRejects(() => exit, AppError)).code, 20005);
    assertEquals((await assertRejects(() => connection.exec("true"), AppError)).code, 20005);
  },
);

sshdTest("SshConnection.exec: ends a command that starts too late", async () => {
  await using sshd = await startSshd();
  await using proxy = await startTcpProxy(sshd.port);
  await using connection = await SshConnection.open(
    { ...serverOf(sshd), port: proxy.port },
    { policy, signal, deadlineMs: 3_000 },
  );
  proxy.freeze();
  const starting = connection.exec("read x", { pty: {} });
  assertEquals((await assertRejects(() => starting, AppError)).code, 22003);
  proxy.thaw();
  // The late channel is closed, and with it the terminal that the command reads.
  await eventually(() => /Close session: .* id 0/.test(sshd.log()), "the session is closed");
});

sshdTest(
  "SshConnection.exec: closes the connection for a refused channel with its command",
  async () => {
    await using sshd = await startSshd({ maxSessions: 1 });
    const options = { policy, signal, opensMore: true };
    await using connection = await SshConnection.open(serverOf(sshd), options);
    const first = await connection.exec("read x");
    const { channel, exit } = await connection.exec("exit 3");
    channel.resume();
    assertEquals((await exit).exitCode, 3);
    await eventually(() => sshd.sessionPids().length === 1, "its connection is closed");
    const third = await connection.exec("read x");
    connection.cut();
    for (const { exit } of [first, third]) {
      assertEquals((await assertRejects(() => exit, AppError)).code, 20005);
    }
    await eventually(() => sshd.sessionPids().length === 0, "both connections are closed");
  },
);
