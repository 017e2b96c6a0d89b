import { assertEquals, assertExists } from "@std/assert";
import { connect, type Operation, type PinkPageError, type wire } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { recordingSocket } from "./recording_socket.ts";
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

sshdTest(
  "resumed: output that is not kept any more is left out, and a gap stands for it",
  async () => {
    const recording = recordingSocket();
    await using at = await servedClient();
    const command = "stty -echo; for i in one two three four; do echo $i; read x; done";
    const first = await at.connect({ WebSocket: recording.WebSocket });
    const operation = first.command("a", command);
    const reader = operation[Symbol.asyncIterator]();
    await reader.next();
    const saved = JSON.parse(JSON.stringify(first.save()));
    let text = "";
    for (const line of ["one\r\n", "two\r\n", "three\r\n"]) {
      while (!text.endsWith(line)) {
        const { value } = await reader.next();
        if (value?.type === "output") text += value.data;
      }
      if (line !== "three\r\n") operation.write("\r");
    }
    reader.next().catch(() => {});
    const isAcknowledged = () => recording.sent.some(({ type }) => type === "ack");
    await eventually(isAcknowledged, "a reader that waits has acknowledged");
    await using second = await at.connect({ saved });
    assertExists(second.resumed);
    second.resumed.write("\r\r");
    const rest: wire.OperationEvent[] = [];
    for await (const event of second.resumed) rest.push(event);
    assertEquals(rest[0], { type: "gap", bytes: 0 });
    text = rest.map((event) => event.type === "output" ? event.data : "").join("");
    assertEquals([text.includes("one"), text.endsWith("four\r\n")], [false, true]);
  },
);
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
  await using third = await at.connect({ saved: early });
  const events = third.resumed?.[Symbol.asyncIterator]();
  assertEquals((await events?.next())?.value, { type: "gap", bytes: 0 });
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
