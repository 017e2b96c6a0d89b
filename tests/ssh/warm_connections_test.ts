import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { Server } from "../../src/domain/server.ts";
import { AppError, Cancelled } from "../../src/errors.ts";
import type { RemoteShell } from "../../src/ssh/remote_shell.ts";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import type { SshShells } from "../../src/ssh/ssh_shells.ts";
import { WarmConnections } from "../../src/ssh/warm_connections.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { FORGETFUL, makeShells, readAll, serverOf } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { startOneSessionHost } from "./one_session_host.ts";

/** Server of a command, and the port to it. */
interface Place {
  readonly shells: SshShells;
  readonly server: Server;
}

/** Command that prints the id of the server's process for its connection. */
const CONNECTION = "echo $PPID";

async function start(
  { shells, server }: Place,
  command: string,
  signal = new AbortController().signal,
): Promise<RemoteShell> {
  const size = { cols: 80, rows: 24 };
  return await shells.start(server, { command: new TextEncoder().encode(command), size, signal });
}

/** Runs `command` to its end. Returns its output. */
async function run(place: Place, command: string): Promise<string> {
  await using shell = await start(place, command);
  const output = await readAll(shell);
  await shell.exit;
  return output.trim();
}

async function firstLine(shell: RemoteShell): Promise<string> {
  for await (const chunk of shell.output) return new TextDecoder().decode(chunk).trim();
  throw new Error("it printed nothing");
}

sshdTest("SshShells.start: a second command uses the connection of the first", async () => {
  await using sshd = await startSshd();
  await using shells = makeShells();
  const place = { shells, server: serverOf(sshd) };
  const first = await run(place, CONNECTION);
  assertEquals(await run(place, `${CONNECTION}; exit 3`), first);
  assertEquals(await run(place, CONNECTION), first);
  assertEquals(sshd.sessionPids().length, 1);
  const otherLogin = { shells, server: serverOf(sshd) };
  assertNotEquals(await run(otherLogin, CONNECTION), first);
});

sshdTest(
  "SshShells.start: two commands at once use two connections, and one is kept",
  async () => {
    await using sshd = await startSshd();
    await using shells = makeShells();
    const place = { shells, server: serverOf(sshd) };
    const warm = await run(place, CONNECTION);
    {
      await using one = await start(place, `${CONNECTION}; read x`);
      assertEquals(await firstLine(one), warm);
      const other = await run(place, CONNECTION);
      assertNotEquals(other, warm);
      one.write(new TextEncoder().encode("\r"));
      one.discardOutput();
      assertEquals((await one.exit).exitCode, 0);
      await one[Symbol.asyncDispose]();
      assertEquals(await run(place, CONNECTION), other);
    }
    await eventually(() => sshd.sessionPids().length === 1, "one of them is closed");
  },
);

sshdTest(
  "WarmConnections.keep: closes a connection that is one too many for its server",
  async () => {
    await using sshd = await startSshd();
    const server = serverOf(sshd);
    const policy = { mode: "off", knownHosts: FORGETFUL } as const;
    const { signal } = new AbortController();
    await using warm = new WarmConnections();
    const first = await SshConnection.open(server, { policy, signal });
    const second = await SshConnection.open(server, { policy, signal });
    await warm.keep(server, first);
    await warm.keep(server, second);
    assertEquals([first.isClosed, second.isClosed], [false, true]);
    assertEquals(await warm.take(server), first);
    await warm.keep(server, first);
  },
);

sshdTest("SshShells.open: logs in anew, for the greeting", async () => {
  await using sshd = await startSshd();
  await using shells = makeShells();
  const place = { shells, server: serverOf(sshd) };
  const warm = await run(place, CONNECTION);
  const { signal } = new AbortController();
  {
    const size = { cols: 80, rows: 24 };
    await using shell = await shells.open(place.server, { size, term: "vt220", signal });
    shell.write(new TextEncoder().encode("exit\r"));
    await readAll(shell);
    assertEquals(sshd.sessionPids().length, 2);
    await shell.exit;
  }
  assertEquals(await run(place, CONNECTION), warm);
});

sshdTest("WarmConnections: closes an idle connection when its time is over", async () => {
  await using sshd = await startSshd();
  await using shells = makeShells({ idleMs: 50 });
  const place = { shells, server: serverOf(sshd) };
  assertEquals(await run(place, "echo one"), "one");
  await eventually(() => sshd.sessionPids().length === 0, "the connection is closed");
  assertEquals(await run(place, "echo two"), "two");
});

sshdTest("WarmConnections.take: skips a connection that was lost while it was idle", async () => {
  await using sshd = await startSshd();
  await using proxy = await startTcpProxy(sshd.port);
  await using shells = makeShells();
  const place = { shells, server: serverOf(sshd, { port: proxy.port }) };
  const first = await run(place, CONNECTION);
  await sshd.killSessions();
  const second = await run(place, CONNECTION);
  assertNotEquals(second, first);
  // The loss is not noticed before the next command asks for a channel.
  proxy.cutAll();
  assertNotEquals(await run(place, CONNECTION), second);
});

sshdTest(
  "SshShells.start: closes the connection of a stopped, hung up or unread shell",
  async () => {
    await using sshd = await startSshd();
    await using shells = makeShells();
    const place = { shells, server: serverOf(sshd) };
    const isClosed = () => eventually(() => sshd.sessionPids().length === 0, "it is closed");
    const abort = new AbortController();
    {
      await using stopped = await start(place, `${CONNECTION}; sleep 999`, abort.signal);
      await firstLine(stopped);
      abort.abort(new Cancelled("stopped"));
      // Ctrl-C ends the command at once, and the server tells its exit.
      assertEquals((await stopped.exit).signal, "INT");
    }
    await isClosed();
    {
      await using hungUp = await start(place, `${CONNECTION}; sleep 999`);
      await firstLine(hungUp);
      hungUp.hangUp();
    }
    await isClosed();
    {
      await using unread = await start(place, CONNECTION);
      await unread.exit;
    }
    await isClosed();
  },
);

sshdTest("SshShells: disposal closes idle connections, and what ends later", async () => {
  await using sshd = await startSshd();
  await using shells = makeShells();
  const place = { shells, server: serverOf(sshd) };
  const running = await start({ shells, server: serverOf(sshd) }, `${CONNECTION}; read x`);
  await run(place, "true");
  assertEquals(sshd.sessionPids().length, 2);
  await shells[Symbol.asyncDispose]();
  await eventually(() => sshd.sessionPids().length === 1, "the idle one is closed");
  running.write(new TextEncoder().encode("\r"));
  await readAll(running);
  await running[Symbol.asyncDispose]();
  await eventually(() => sshd.sessionPids().length === 0, "the other one is closed");
});

for (
  const second of ["refuse the channel", "refuse the terminal", "close the connection"] as const
) {
  Deno.test(`SshShells.start: logs in again on servers that ${second}`, async () => {
    await using host = await startOneSessionHost(second);
    await using shells = makeShells();
    const place = { shells, server: host.server };
    assertEquals(await run(place, "one"), "done");
    assertEquals(await run(place, "two"), "done");
    assertEquals([host.logins, host.commands], [2, 2]);
  });
}

Deno.test("SshShells.start: a command that may have arrived is never sent twice", async () => {
  await using host = await startOneSessionHost("take the command");
  await using shells = makeShells();
  const place = { shells, server: host.server };
  assertEquals(await run(place, "one"), "done");
  assertEquals((await assertRejects(() => run(place, "two"), AppError)).code, 20005);
  assertEquals([host.logins, host.commands], [1, 2]);
});

sshdTest(
  "WarmConnections.take: probes a connection, and skips one without an answer",
  async () => {
    await using sshd = await startSshd();
    await using wire = await startTcpProxy(sshd.port);
    const server = serverOf(sshd, { port: wire.port });
    await using warm = new WarmConnections({ trustMs: 0 });
    const policy = {
      mode: "off",
      knownHosts: FORGETFUL,
    } as const;
    const { signal } = new AbortController();
    const connection = await SshConnection.open(server, { policy, signal });
    await warm.keep(server, connection);
    assertEquals(await warm.take(server), connection);
    await warm.keep(server, connection);
    wire.freeze();
    assertEquals(await warm.take(server), undefined);
    assertEquals(connection.isClosed, true);
  },
);

sshdTest(
  "SshShells.start: ends a command that starts after its signal has aborted",
  async () => {
    await using sshd = await startSshd();
    await using wire = await startTcpProxy(sshd.port);
    await using shells = makeShells();
    const place = { shells, server: serverOf(sshd, { port: wire.port }) };
    await run(place, "true");
    const mark = `mark-${crypto.randomUUID()}`;
    const stop = new AbortController();
    wire.freeze();
    const starting = start(place, `trap "" HUP INT; exec -a ${mark} sleep 99`, stop.signal);
    await new Promise((resolve) => setTimeout(resolve)); // The channel is requested.
    stop.abort(new Cancelled("not wanted"));
    wire.thaw();
    await (await starting)[Symbol.asyncDispose]();
    await eventually(() => processesWith(mark).length === 0, "the command ends");
  },
);
