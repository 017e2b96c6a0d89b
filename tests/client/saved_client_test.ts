import { assertEquals } from "@std/assert";
import { connect, type Operation, type PinkPageError } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { sshdTest } from "../harness/sshd.ts";
import { errorOf, servedClient } from "./served_client.ts";

Deno.test("save: another client goes on with connection and session", async () => {
  await using app = await startApp({});
  await using first = await connect(app.url);
  await first.session();
  const saved = JSON.parse(JSON.stringify(first.save()));
  await using second = await connect(app.url, { saved });
  assertEquals((await first.closed)?.reason, "closed");
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
  assertEquals((await errorOf(operation.done()) as PinkPageError).reason, "closed");
  second.resumed?.write("\r");
  assertEquals(await second.resumed?.text(), "one\r\n\r\ntwo\r\n");
});

sshdTest("acknowledge: manual output is kept until its reader acknowledges it", async () => {
  await using at = await servedClient();
  const first = await at.connect();
  const started = await readUntil(first.terminal("a", { acknowledge: "manual" }), "$");
  const early = JSON.parse(JSON.stringify({ ...first.save(), seq: 0 }));
  early.operation.seq = 0;
  started.operation.write("echo o''ne\r");
  await started.until("one\r\n");
  const second = await at.connect({ saved: early });
  const again = await readUntil(second.resumed, "one\r\n");
  again.operation.acknowledge();
  again.operation.write("echo t''wo\r");
  await again.until("two\r\n");
  const error = await errorOf(at.connect({ saved: early })) as PinkPageError;
  assertEquals(error.reason, "lost");
});

/** Reads a terminal, and goes on reading while the test does something else. */
async function readUntil(operation: Operation<unknown> | null, text: string) {
  if (operation === null) throw new Error("nothing was resumed");
  const events = operation[Symbol.asyncIterator]();
  let seen = "";
  let next = events.next();
  const until = async (text: string) => {
    while (!seen.includes(text)) {
      const { value } = await next;
      if (value?.type === "output") seen += value.data;
      // The reader is done with what it has, and waits.
      next = events.next();
      next.catch(() => {});
    }
  };
  await until(text);
  return { operation, until };
}
