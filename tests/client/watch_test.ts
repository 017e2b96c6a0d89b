import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { connect, type PinkPageError, type wire } from "../../src/client/mod.ts";
import { eventually } from "../harness/eventually.ts";
import { newestOperation } from "../harness/newest_operation.ts";
import { sshdTest } from "../harness/sshd.ts";
import { recordingSocket } from "./recording_socket.ts";
import { errorOf, type ServedClient, servedClient } from "./served_client.ts";

/** Command that goes on with each line of its input, and exits with 3 after `end`. */
const ECHO = "stty -echo; echo ready; while read l; do echo got $l; [ $l = end ] && exit 3; done";

/** Runs a command until it prints `ready`. Returns its id, and its further output. */
async function ready({ client, app }: ServedClient, command: string) {
  const operation = client.command("a", command);
  const lines = operation.lines()[Symbol.asyncIterator]();
  assertEquals((await lines.next()).value, "ready");
  const { operation_id: id } = await newestOperation(app.url);
  return { id, operation, lines };
}

sshdTest("watch: yields what another's command prints, kept and live, and its end", async () => {
  const { WebSocket, sent } = recordingSocket();
  await using at = await servedClient();
  await using other = await at.connect({ WebSocket });
  const { id, operation, lines } = await ready(at, ECHO);
  const watching = other.watch(id);
  watching.write("end\n");
  const types: wire.OperationEvent["type"][] = [];
  let text = "";
  for await (const event of watching) {
    watching.resize({ cols: 10, rows: 10 });
    types.push(event.type);
    if (event.type !== "output") continue;
    text += event.data;
    if (text.endsWith("ready\r\n")) operation.write("one\n");
    if (text.endsWith("one\r\n")) operation.write("end\n");
  }
  assertEquals([types[0], text], ["watching", "ready\r\ngot one\r\ngot end\r\n"]);
  const { ending, exit_code } = await watching.done();
  assertEquals([ending, exit_code], ["complete", 3]);
  assertEquals((await lines.next()).value, "got one");
  assertEquals(await other.watch(id).text(), text);
  const typed = sent.filter(({ type }) => type === "ssh_input" || type === "resize");
  assertEquals(typed, []);
});

sshdTest("watch: break ends the watching alone, and an unknown operation is refused", async () => {
  await using at = await servedClient();
  await using other = await at.connect();
  const { id, operation, lines } = await ready(at, ECHO);
  const busy = await errorOf(at.client.watch(id).done()) as PinkPageError;
  assertEquals(busy.code, 50010);
  const watching = other.watch(id);
  for await (const line of watching.lines()) if (line === "ready") break;
  assertEquals((await errorOf(watching.done()) as PinkPageError).reason, "cancelled");
  operation.write("end\n");
  assertEquals((await lines.next()).value, "got end");
  const unknown = await errorOf(other.watch(crypto.randomUUID()).done()) as PinkPageError;
  assertEquals(unknown.code, 13000);
});

sshdTest("watch: drops the oldest output for a slow reader, and tells how much", async () => {
  const recording = recordingSocket();
  await using at = await servedClient();
  await using other = await at.connect({ WebSocket: recording.WebSocket });
  let isOver = false;
  recording.onEvent = ({ type }) => isOver ||= type === "complete";
  const { id, operation, lines } = await ready(at, "stty -echo; echo ready; read l; seq 1 400000");
  const bytes = { output: 0, gap: 0 };
  const watching = other.watch(id);
  let last = "";
  for await (const event of watching) {
    if (event.type === "gap") bytes.gap += event.bytes;
    if (event.type !== "output") continue;
    if (bytes.output === 0) {
      operation.write("\n");
      while (!(await lines.next()).done);
      await eventually(() => isOver, "the watching has ended");
    }
    bytes.output += event.data.length;
    last = event.data;
  }
  assert(last.endsWith("\r\n400000\r\n"));
  assertEquals(bytes.output + bytes.gap, "ready\r\n".length + 3_088_895);
  assertLessOrEqual(bytes.output, 524_288 + "ready\r\n".length);
  assert(bytes.gap > 0);
});

sshdTest("watch: goes on over another socket, and in another client", async () => {
  await using at = await servedClient();
  await using watcher = await at.connect();
  const { id, operation } = await ready(at, ECHO);
  const watching = watcher.watch(id)[Symbol.asyncIterator]();
  let text = "";
  const until = async (end: string) => {
    while (!text.endsWith(end)) {
      const { value } = await watching.next();
      if (value?.type === "output") text += value.data;
    }
  };
  await until("ready\r\n");
  const states = watcher.states();
  at.wire.cutAll();
  for await (const { name } of states) if (name !== "open") break;
  operation.write("one\n");
  await until("got one\r\n");
  const saved = JSON.parse(JSON.stringify(watcher.save()));
  await using second = await connect(at.app.url, { saved });
  operation.write("end\n");
  second.resumed?.write("end\n");
  const rest = await second.resumed?.text();
  assert(rest?.endsWith("\r\ngot end\r\n"), rest);
  assertEquals(text, "ready\r\ngot one\r\n");
});
