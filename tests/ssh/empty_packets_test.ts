import { assertEquals, assertRejects } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import { FORGETFUL } from "../harness/shells.ts";
import { newHostKey, startSsh2Host } from "../harness/ssh2_host.ts";

/** Part of ssh2 that confirms channels. */
interface Raw {
  readonly _protocol: {
    channelOpenConfirm(remote: number, local: number, window: number, packet: number): void;
  };
}

Deno.test("SshConnection: a server that takes only empty packets is 20005", async () => {
  await using host = await startSsh2Host([newHostKey()], (connection) => {
    const { _protocol: protocol } = connection as unknown as Raw;
    const confirm = protocol.channelOpenConfirm.bind(protocol);
    protocol.channelOpenConfirm = (remote, local, window) => confirm(remote, local, window, 0);
    connection.on("error", () => {}).on("authentication", (attempt) => attempt.accept())
      .on("session", (accept) => {
        accept().on("exec", (accept) => accept()).on("sftp", (accept) => accept());
      });
  });
  const policy = { mode: "off", knownHosts: FORGETFUL } as const;
  const { signal } = new AbortController();
  for (const use of ["exec", "sftp"] as const) {
    await using connection = await SshConnection.open(host.server, { policy, signal });
    const using = use === "exec" ? connection.exec("x") : connection.sftp();
    assertEquals((await assertRejects(() => using, AppError)).code, 20005);
  }
});
