import { assertEquals } from "@std/assert";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import type { ServerChannel } from "../../src/ssh2/ssh2.ts";
import { FORGETFUL } from "../harness/shells.ts";
import { newHostKey, startSsh2Host } from "../harness/ssh2_host.ts";

/** Parts of ssh2 that send packets in any order. */
interface Raw {
  readonly _protocol: {
    channelEOF(id: number): void;
    channelData(id: number, data: Uint8Array): void;
    channelExtData(id: number, data: Uint8Array, type: number): void;
  };
}

Deno.test("SshConnection.exec: data after the end of a channel ends nothing but it", async () => {
  await using host = await startSsh2Host([newHostKey()], (connection) => {
    connection.on("error", () => {}).on("authentication", (attempt) => attempt.accept())
      .on("session", (accept) => {
        accept().on("exec", (accept) => sendLate(accept(), connection as unknown as Raw));
      });
  });
  await using connection = await SshConnection.open(host.server, {
    policy: { mode: "off", knownHosts: FORGETFUL },
    signal: new AbortController().signal,
  });
  for (let round = 0; round < 2; round++) {
    const { channel, exit } = await connection.exec("x");
    channel.resume();
    channel.stderr.resume();
    assertEquals((await exit).exitCode, 3);
  }
});

/** Ends a channel, and then sends output on both of its streams. */
function sendLate(channel: ServerChannel, { _protocol: protocol }: Raw): void {
  const { id } = (channel as unknown as { outgoing: { id: number } }).outgoing;
  const late = new TextEncoder().encode("late");
  channel.exit(3);
  protocol.channelEOF(id);
  protocol.channelData(id, late);
  protocol.channelExtData(id, late, 1);
  channel.close();
}
