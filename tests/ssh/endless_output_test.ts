import { assertEquals } from "@std/assert";
import { Cancelled } from "../../src/errors.ts";
import { startShell } from "../harness/shells.ts";
import { newHostKey, startSsh2Host } from "../harness/ssh2_host.ts";

Deno.test("RemoteShell: an abort ends the output that a server does not end", async () => {
  await using host = await startSsh2Host([newHostKey()], (connection) => {
    connection.on("error", () => {}).on("authentication", (attempt) => attempt.accept())
      .on("session", (accept) => {
        accept().on("pty", (accept) => accept?.())
          .on("exec", (accept) => void accept().exit(3));
      });
  });
  const stopping = new AbortController();
  await using shell = await startShell(host.server, { signal: stopping.signal });
  assertEquals((await shell.exit).exitCode, 3);
  const reading = Array.fromAsync(shell.login);
  stopping.abort(new Cancelled("stopped"));
  assertEquals(await reading, []);
});
