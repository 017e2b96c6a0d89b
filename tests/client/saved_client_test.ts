import { assertEquals } from "@std/assert";
import { connect, type PinkPageError } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { sshdTest } from "../harness/sshd.ts";
import { errorOf, servedClient } from "./served_client.ts";

Deno.test("save: another client goes on with connection and session", async () => {
  await using app = await startApp({});
  await using first = await connect(app.url);
  await first.session();
  const saved = JSON.parse(JSON.stringify(first.save()));
  await using second = await connect(app.url, { saved });
  assertEquals((await first.closed)?.reason, "lost");
  assertEquals(second.id, first.id);
  const session = await second.session();
  assertEquals((await second.get("/api/v1/session")).session.owner, first.id);
  await session.end();
  assertEquals((await second.get("/api/v1/session")).session.active, false);
});

Deno.test("saved: rejects as lost when the connection is gone", async () => {
  await using app = await startApp({});
  const first = await connect(app.url);
  const saved = first.save();
  await first.close();
  const error = await errorOf(connect(app.url, { saved })) as PinkPageError;
  assertEquals([error.reason, error.code], ["lost", 20005]);
});

sshdTest("resumed: the operation goes on after the output that its reader had taken", async () => {
  await using at = await servedClient();
  const command = "echo one; read x; echo two";
  const first = await at.connect();
  const operation = first.command("a", command);
  const texts = operation[Symbol.asyncIterator]();
  for (let text = ""; !text.includes("one\r\n");) {
    const { value } = await texts.next();
    if (value?.type === "output") text += value.data;
  }
  const state = JSON.parse(JSON.stringify(first.save()));
  await using second = await at.connect({ saved: state });
  assertEquals((await errorOf(operation.done()) as PinkPageError).reason, "lost");
  second.resumed?.write("\r");
  assertEquals(await second.resumed?.text(), "one\r\n\r\ntwo\r\n");
});
