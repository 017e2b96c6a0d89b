import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { endProcessGroup } from "../../src/ssh/end_process_group.ts";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import { FORGETFUL, serverOf } from "../harness/shells.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";

const policy = { mode: "off", knownHosts: FORGETFUL } as const;
const { signal } = new AbortController();

/** Starts a command on a terminal. Returns the id of its process group, and its connection. */
async function startCommand(sshd: Sshd): Promise<{ id: number; connection: SshConnection }> {
  const connection = await SshConnection.open(serverOf(sshd), { policy, signal });
  const file = `${sshd.folder}/pid`;
  const line = `echo $$ > ${file}; echo ready; trap "" HUP; sleep 99`;
  const { channel } = await connection.exec(line, { pty: {} });
  await new Promise((resolve) => channel.once("data", resolve));
  channel.resume();
  return { id: Number(await Deno.readTextFile(file)), connection };
}

sshdTest(
  "endProcessGroup: uses a second connection when the first allows no second channel",
  async () => {
    await using sshd = await startSshd({ maxSessions: 1 });
    const { id, connection } = await startCommand(sshd);
    await using _connection = connection;
    const reconnect = (signal: AbortSignal) =>
      SshConnection.open(serverOf(sshd), { policy, signal });
    assertEquals(await endProcessGroup(id, { connection, reconnect, signal }), 0);
    await assertRejects(() => Deno.stat(`/proc/${id}`), Deno.errors.NotFound);
  },
);

sshdTest("endProcessGroup: its signal cuts the second connection", async () => {
  await using sshd = await startSshd({ maxSessions: 1 });
  await using proxy = await startTcpProxy(sshd.port);
  const { id, connection } = await startCommand(sshd);
  await using _connection = connection;
  const over = new AbortController();
  const reconnect = async (signal: AbortSignal) => {
    const server = serverOf(sshd, { port: proxy.port });
    const another = await SshConnection.open(server, { policy, signal });
    proxy.freeze();
    setTimeout(() => over.abort());
    return another;
  };
  const ending = endProcessGroup(id, { connection, reconnect, signal: over.signal });
  // Without the cut, the channel would be refused after 10 s, with 22003.
  assertEquals((await assertRejects(() => ending, AppError)).code, 20005);
});
