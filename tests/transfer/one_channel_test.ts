import { assertEquals, assertObjectMatch } from "@std/assert";
import { startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { transferring, treeOf } from "../harness/transfers.ts";
import { sshdTest } from "../harness/sshd.ts";
import { startTinysshd, tinysshdTest } from "../harness/tinysshd.ts";

tinysshdTest("one channel and no SFTP: a transfer logs in for each command", async () => {
  await using tiny = await startTinysshd();
  const { server, folder } = tiny;
  await Deno.mkdir(`${folder}/from`);
  const { uid, gid } = await Deno.stat(folder);
  await Deno.mkdir(`${folder}/to`);
  await Deno.chown(`${folder}/to`, uid, gid);
  for (const name of ["one", "two", "three"]) {
    await Deno.writeTextFile(`${folder}/from/${name}`, name);
  }
  await using app = await startApp({
    HIWARE_ID: server.username,
    T_IP: server.host,
    T_PORT: String(server.port),
    T_KEY_FILE: server.keyFile,
    TRANSFER_X: `t:${folder}/from/* -> t:${folder}/to/`,
  });
  await using client = await Client.connect(app.url);
  client.send({ type: "start_session" });
  client.send({ type: "scp_transfer", data: { transfer_name: "x" } });
  const ending = await client.ending();
  assertEquals(ending.type, "complete", JSON.stringify(ending));
  assertObjectMatch(ending, { files: 3, mode: "exec" });
  assertEquals(await treeOf(`${folder}/to`), { one: "one", two: "two", three: "three" });
});

sshdTest(
  "one channel for each connection: checksums are computed over a second connection",
  async () => {
    await using at = await transferring({ source: { maxSessions: 1 }, target: { maxSessions: 1 } });
    await at.put("file");
    assertEquals((await at.run()).mode, "sftp");
    assertEquals(await at.arrived(), { file: "file" });
    const notices = at.client.events.filter(({ type }) => type === "status");
    assertEquals(notices.filter((event) => JSON.stringify(event).includes("checksums")), []);
  },
);

sshdTest(
  "a server that closes the connection instead of SFTP: shell commands are used",
  async () => {
    const target = { sftp: false, extraConfig: ["Subsystem sftp kill -KILL $PPID"] };
    await using at = await transferring({ target });
    await at.put("file");
    assertEquals((await at.run()).mode, "mixed");
    assertEquals(await at.arrived(), { file: "file" });
  },
);
