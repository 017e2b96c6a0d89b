import { assertEquals, assertNotEquals } from "@std/assert";
import type { PinkPageError } from "../../src/client/mod.ts";
import { sshdTest } from "../harness/sshd.ts";
import { errorOf, servedClient } from "./served_client.ts";

sshdTest("fork: runs beside the client in its session, and is out when that ends", async () => {
  await using at = await servedClient();
  const session = await at.client.session();
  await using fork = await at.client.fork();
  assertNotEquals(fork.id, at.client.id);
  const first = at.client.command("a", "echo one; read x");
  assertEquals(await fork.command("a", "echo two").text(), "two\r\n");
  const operation = fork.command("a", "echo begun; sleep 1000");
  for await (const line of operation.lines()) {
    assertEquals(line, "begun");
    break;
  }
  first.write("\r");
  assertEquals((await first.done()).exit_code, 0);
  await session.end();
  assertEquals(await fork.command("a", "echo alone").text(), "alone\r\n");
});

sshdTest("fork: closing it leaves the session to its owner; without one it is alone", async () => {
  await using at = await servedClient();
  await using session = await at.client.session();
  const fork = await at.client.fork();
  await fork.close();
  assertEquals((await at.client.get("/api/v1/session")).session.owner, at.client.id);
  await session.end();
  await using alone = await at.client.fork();
  await using _own = await alone.session();
  const refused = await errorOf(at.client.command("a", "true").done()) as PinkPageError;
  assertEquals(refused.code, 50006);
});

sshdTest("probe: tells the layers, beside a session of another", async () => {
  await using at = await servedClient();
  await using other = await at.connect();
  await using _session = await other.session();
  const { layers } = await at.client.probe("a").done();
  assertEquals([layers.tcp?.ok, layers.login?.ok], [true, true]);
});
