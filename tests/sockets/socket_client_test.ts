import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";
import { serveHub } from "./served_hub.ts";
import { unreadCommand } from "./unread_command.ts";
import { untilBlocked } from "./until_blocked.ts";

const MIB = 1_048_576;

/** Milliseconds from a question to its answer. */
async function roundTripMs(client: Client): Promise<number> {
  const startedMs = performance.now();
  client.send({ type: "get_lock_status", request_id: crypto.randomUUID() });
  await client.find((event) => event.type === "lock_status" && "request_id" in event);
  return performance.now() - startedMs;
}

sshdTest(
  "SocketClient.drained: who stops reading blocks the command; memory stays, others are served",
  async () => {
    await using at = await connected();
    const beforeBytes = Deno.memoryUsage().rss;
    using _silent = await unreadCommand(at, "yes");
    const written = await untilBlocked(at.processes);
    assertLess(written, 64 * MIB);
    assertLess(Deno.memoryUsage().rss - beforeBytes, 64 * MIB);
    for (let i = 0; i < 20; i++) assertLess(await roundTripMs(at.client), 1_000);
    // The buffers of the kernels may still have grown.
    assertLess(await untilBlocked(at.processes), 64 * MIB);
  },
);

sshdTest("SocketClient.drained: who reads again gets every byte, in order", async () => {
  const count = 2_000_000; // 16 MB, more than all buffers between hold.
  await using at = await connected();
  using client = await unreadCommand(at, `seq 1 ${count}`);
  await untilBlocked(at.processes);
  let text = "";
  let seq = 0;
  for await (const event of client.events()) {
    if (event.type === "complete") break;
    if (event.type !== "output") continue;
    assertEquals(event.seq, ++seq);
    text += event.data;
  }
  const lines = text.split("\r\n");
  assertEquals([lines.length, lines.at(-1)], [count + 1, ""]);
  assertEquals(lines.findIndex((line, i) => i < count && line !== String(i + 1)), -1);
});

Deno.test(
  "SocketClient.broadcast: who leaves 1,000 unread is closed with 1013, others get theirs at once",
  async () => {
    await using at = serveHub();
    await using reader = await Client.connect(at.url);
    using silent = await RawClient.connect(at.url);
    await silent.next("welcome");
    let slowestMs = 0;
    let count = 0;
    for (; at.clients[1]?.signal.aborted === false && count < 4_000; count++) {
      const startedMs = performance.now();
      const message = `${count} ${"x".repeat(8_000)}`;
      at.broadcast.send({
        type: "lock_status",
        locked: false,
        lock_owner: null,
        owner: null,
        message,
      });
      await reader.next("lock_status");
      slowestMs = Math.max(slowestMs, performance.now() - startedMs);
    }
    assertLess(slowestMs, 1_000);
    const overMark = count - MIB / 8_000;
    assert(
      overMark > 1_000 && overMark < 2_400,
      `${count} were sent, what the kernel took included`,
    );
    let received = 0;
    for await (const event of silent.events()) {
      if (event.type === "lock_status") assertEquals(parseInt(event.message), received++);
    }
    assertEquals([received, await silent.closeCode()], [count, 1013]);
  },
);

Deno.test(
  "SocketClient.send: who sends and reads no answer is closed with 1008 at 8 MiB",
  async () => {
    await using at = serveHub();
    using rude = await RawClient.connect(at.url);
    await rude.next("welcome");
    const beforeBytes = Deno.memoryUsage().rss;
    while (at.clients[0]?.signal.aborted === false && at.served < 24) {
      const served = at.served;
      await rude.send({ type: "ssh_input", data: { input: "x" } });
      await eventually(() => at.served > served, "the answer is sent");
    }
    assert(at.served >= 8, `${at.served} MiB may be unread`);
    assertLess(at.served, 24);
    assertLess(Deno.memoryUsage().rss - beforeBytes, 128 * MIB);
    assertEquals(await rude.closeCode(), 1008);
  },
);

Deno.test(
  "SocketClient.send: who sends without end and reads nothing is cut off; others are served",
  async () => {
    await using at = serveHub();
    await using other = await Client.connect(at.url);
    using rude = await RawClient.connect(at.url);
    const beforeBytes = Deno.memoryUsage().rss;
    const message = { type: "get_lock_status", request_id: "x".repeat(128) } as const;
    const sending = assertRejects(async () => {
      for (;;) await rude.send(message);
    });
    await eventually(() => at.clients[1]?.signal.aborted === true, "it is cut off");
    assertLess(await roundTripMs(other), 1_000);
    assertLess(Deno.memoryUsage().rss - beforeBytes, 64 * MIB);
    rude.cut();
    await sending;
  },
);
