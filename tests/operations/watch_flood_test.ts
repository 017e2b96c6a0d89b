import { assert, assertEquals } from "@std/assert";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { newestOperation } from "../harness/newest_operation.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { bytesOf, ended, watch, watched } from "./watched.ts";

/** Returns a command that prints `count` lines after a line of input. */
function flood(count: number): string {
  return `stty -echo; echo ready; read -r l; seq 1 ${count}; echo the end`;
}

/** Calls `send` every 10 s until it is disposed. */
function repeated(send: () => Promise<void>): Disposable {
  const timer = setInterval(send, 10_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Returns the size of the output of that command, in bytes. */
function floodBytes(count: number): number {
  let bytes = "ready\r\nthe end\r\n".length;
  for (let digits = 1, first = 1; first <= count; digits++, first *= 10) {
    bytes += (Math.min(count, 10 * first - 1) - first + 1) * (digits + 2);
  }
  return bytes;
}

sshdTest(
  "watch_operation: beside ten watchers, one of them stalled, the client loses no line",
  async () => {
    await using at = await connected();
    await using clients = new AsyncDisposableStack();
    const count = 2_500_000;
    const bytes = floodBytes(count); // 22 MB: more than the buffers of a socket hold
    at.run(flood(count));
    await at.client.textWith("ready\r\n");
    const { operation_id } = await newestOperation(at.app.url);
    const readers: Client[] = [];
    for (let index = 0; index < 9; index++) readers.push(clients.use(await at.connect()));
    for (const reader of readers) watch(reader, operation_id);
    using stalled = await RawClient.connect(at.app.url);
    await stalled.send({ type: "watch_operation", data: { operation_id } });
    await stalled.next("watching");

    // A client that neither reads nor sends for 60 s is closed.
    using _alive = repeated(() => stalled.send({ type: "get_lock_status" }));
    at.client.send({ type: "ssh_input", data: { input: "\n" } });
    assertEquals((await ended(at.client)).type, "complete");
    assertEquals(bytesOf(at.client), bytes);
    assertEquals(at.client.events.filter(({ type }) => type === "gap"), []);
    for (const reader of readers) {
      assertEquals((await ended(reader)).type, "complete");
      assertEquals(bytesOf(reader), bytes);
      assert(reader.text().endsWith(`${count}\r\nthe end\r\n`));
    }
    const events: ServerEvent[] = [];
    for await (const event of stalled.events()) {
      events.push(event);
      if (event.type === "complete") break;
    }
    assertEquals(bytesOf({ events }), bytes);
    assert(events.some(({ type }) => type === "gap"), "the stalled watcher has no gap");
  },
);

sshdTest("watch_operation: every watcher that reads gets a burst of 1 MB whole", async () => {
  await using at = await connected();
  await using other = await at.connect();
  at.run("stty -echo; echo ready; read -r l; seq 1 140000");
  await at.client.textWith("ready\r\n");
  watch(other, (await newestOperation(at.app.url)).operation_id);
  await other.textWith("ready\r\n");
  at.client.send({ type: "ssh_input", data: { input: "\n" } });
  await watched(other);
  assert(other.text() === at.client.text(), "the texts differ");
  assertEquals(other.events.filter(({ type }) => type === "gap"), []);
});

sshdTest("watch_operation: the output of a client that is away is live", async () => {
  await using at = await connected();
  await using wire = await startTcpProxy(Number(new URL(at.app.url).port));
  const lost = await Client.connect(`http://127.0.0.1:${wire.port}`);
  const go = `${at.sshd.folder}/go`;
  const command = `echo ready; until [ -e ${go} ]; do sleep 0.05; done; echo alone`;
  lost.send({ type: "ssh_command", data: { server_name: "a", command } });
  await lost.textWith("ready\r\n");
  watch(at.client, (await newestOperation(at.app.url)).operation_id);
  await at.client.textWith("ready\r\n");
  wire.cutAll();
  await lost.closed;
  await Deno.writeTextFile(go, "");
  const { ending, exit_code } = await watched(at.client);
  assertEquals([ending, exit_code], ["complete", 0]);
  assertEquals(at.client.text(), "ready\r\nalone\r\n");
});

sshdTest("watch_operation: a stalled watcher that is cut leaves the command alone", async () => {
  await using at = await connected({ variables: { RESUME_SECONDS: "0" } });
  const count = 1_500_000;
  at.run(flood(count));
  await at.client.textWith("ready\r\n");
  const { operation_id } = await newestOperation(at.app.url);
  const stalled = await RawClient.connect(at.app.url);
  await stalled.send({ type: "watch_operation", data: { operation_id } });
  await stalled.next("watching");
  at.client.send({ type: "ssh_input", data: { input: "\n" } });
  await at.client.textWith("500000\r\n");
  stalled.cut();
  assertEquals((await ended(at.client)).type, "complete");
  assertEquals(bytesOf(at.client), floodBytes(count));
});
