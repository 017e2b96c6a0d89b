import { createHash } from "node:crypto";
import { assert, assertEquals, assertInstanceOf, assertLess, assertLessOrEqual } from "@std/assert";
import { PinkPageError } from "../../src/client/mod.ts";
import { Inbox } from "../../src/client/inbox.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { recordingSocket } from "./recording_socket.ts";
import { errorOf, servedClient } from "./served_client.ts";

sshdTest("command: yields its events, and done() has the typed ending", async () => {
  await using at = await servedClient();
  const operation = at.client.command("a", "echo one; exit 3");
  const types: string[] = [];
  for await (const event of operation) types.push(event.type);
  assertEquals(types.slice(0, 2), ["status", "status"]);
  assertEquals(types.at(-1), "output");
  const { exit_code, reason, command } = await operation.done();
  assertEquals([exit_code, reason, command], [3, "exited", "echo one; exit 3"]);
});

sshdTest("lines, text, done: read the whole output each in its way", async () => {
  await using at = await servedClient();
  const lines: string[] = [];
  for await (const line of at.client.command("a", "seq 3; printf last").lines()) lines.push(line);
  assertEquals(lines, ["1", "2", "3", "last"]);
  assertEquals(await at.client.command("a", "seq 2").text(), "1\r\n2\r\n");
  assertEquals((await at.client.command("a", "seq 100000").done()).exit_code, 0);
  const error = await errorOf(at.client.command("a", "yes").text({ limit: 1_000 }));
  assertInstanceOf(error, PinkPageError);
  assertEquals(error.reason, "cancelled");
});

sshdTest("command: a failed one rejects with code, exit code and what to do", async () => {
  await using at = await servedClient();
  const error = await errorOf(at.client.command("a", "exit 7", { stop_phrase: "DONE" }).done());
  assertInstanceOf(error, PinkPageError);
  assertEquals([error.reason, error.code, error.exitCode], ["error", 50000, 7]);
  assert((await error.explain("ko")).action.endsWith("."));
  const unknown = await errorOf(at.client.command("nobody", "true").done());
  assertEquals((unknown as PinkPageError).code, 23002);
});

sshdTest("terminal: takes input and a size, and ends with its shell", async () => {
  await using at = await servedClient();
  const terminal = at.client.terminal("a", { cols: 70 });
  terminal.write("stty size; exit\r");
  assert((await terminal.text()).includes("24 70"));
  assertEquals((await terminal.done()).message, "Terminal closed");
});

sshdTest(
  "command: runs one at a time, and a second one is refused without being sent",
  async () => {
    const recording = recordingSocket();
    await using at = await servedClient({ WebSocket: recording.WebSocket });
    const first = at.client.command("a", "sleep 1000");
    const error = await errorOf(at.client.command("a", "true").done()) as PinkPageError;
    assertEquals([error.code, error.retryable], [50010, true]);
    await first.cancel();
    assertEquals(recording.sent.filter(({ type }) => type === "ssh_command").length, 1);
  },
);

sshdTest("break: cancels the command, whose process ends", async () => {
  await using at = await servedClient();
  const mark = crypto.randomUUID();
  const operation = at.client.command("a", `echo begun; sleep 1000 # ${mark}`);
  for await (const line of operation.lines()) if (line === "begun") break;
  assertEquals((await errorOf(operation.done()) as PinkPageError).reason, "cancelled");
  await eventually(() => processesWith(mark).length === 0, "the command has ended");
});

sshdTest("signal: cancels, and nothing is sent when it is aborted before", async () => {
  const recording = recordingSocket();
  await using at = await servedClient({ WebSocket: recording.WebSocket });
  const abort = new AbortController();
  const operation = at.client.command("a", "echo begun; sleep 1000", { signal: abort.signal });
  const error = await errorOf((async () => {
    for await (const line of operation.lines()) if (line === "begun") abort.abort();
  })());
  assertEquals((error as PinkPageError).reason, "cancelled");
  const reason = new Error("too late");
  const late = at.client.command("a", "true", { signal: AbortSignal.abort(reason) });
  assertEquals(await errorOf(late.done()), reason);
  assertEquals(recording.sent.filter(({ type }) => type === "ssh_command").length, 1);
});

sshdTest(
  "window: acknowledges what the reader is done with, and no more is ever held",
  async () => {
    const recording = recordingSocket();
    await using at = await servedClient({ WebSocket: recording.WebSocket });
    const window = 10_000;
    let received = 0;
    let taken = 0;
    let most = 0;
    recording.onEvent = (event) => {
      if (event.type === "output") received += event.data.length;
      most = Math.max(most, received - taken);
    };
    const acknowledged = () => {
      const acks = recording.sent.filter((message) => message.type === "ack");
      return acks.at(-1)?.data.seq ?? 0;
    };
    const options = { window, throttle_interval: 0 };
    let text = "";
    for await (const event of at.client.command("a", "seq 100000", options)) {
      if (event.type !== "output") continue;
      if (taken === 0) await eventually(() => received >= window / 2, "credit is used");
      assertLess(acknowledged(), event.seq);
      text += event.data;
      taken += event.data.length;
    }
    assert(text.endsWith("\r\n100000\r\n"));
    assertEquals(text.length, 688_895);
    assertLessOrEqual(most, window);
  },
);

Deno.test("Inbox: output is acknowledged by quarters of the window, and in a pause", () => {
  const acknowledged: number[] = [];
  const onAcknowledge = (seq: number) => void acknowledged.push(seq);
  const inbox = new Inbox({ window: 40, isManual: false, onAcknowledge });
  const take = (seq: number, data: string) => {
    inbox.add({ type: "output", seq, data });
    while (inbox.take() !== undefined);
  };
  take(1, "key");
  take(2, "key");
  assertEquals(acknowledged, []);
  inbox.acknowledgeTaken();
  inbox.acknowledgeTaken();
  assertEquals(acknowledged, [2]);
  take(3, "0123456789");
  take(4, "key");
  assertEquals(acknowledged, [2, 3]);
});

sshdTest("write: types also a text of more than one message, and cuts no character", async () => {
  await using at = await servedClient();
  const operation = at.client.command("a", "stty raw -echo; echo ready; head -c 300000 | md5sum");
  const text = "한글😀".repeat(30_000);
  let last = "";
  for await (const line of operation.lines()) {
    if (line === "ready") operation.write(text);
    last = line;
  }
  const md5 = createHash("md5").update(text).digest("hex");
  assertEquals(last.slice(0, 32), md5);
});
