import { assert, assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { isEnding } from "../../src/router/dispatch.ts";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";
import { OPCODE } from "./raw_frame.ts";
import { isCongested, serveHub } from "./served_hub.ts";
import { unreadCommand } from "./unread_command.ts";
import { untilBlocked } from "./until_blocked.ts";

const FLOOD = { type: "ssh_command", data: { server_name: "a", command: "flood" } } as const;

/** Connects a client that starts a flood and reads nothing after its welcome. */
async function floodedClient(url: string): Promise<RawClient> {
  const client = await RawClient.connect(url);
  await client.next("welcome");
  await client.send(FLOOD);
  return client;
}

Deno.test(
  "Hub: drops who neither reads nor answers; its operation ends, the lock is free, others are told",
  async () => {
    await using at = serveHub({ silenceMs: 600, commandLock: true });
    await using other = await Client.connect(at.url);
    using silent = await floodedClient(at.url);
    await other.find((event) => event.type === "lock_status" && event.locked);
    const startedMs = performance.now();
    assertEquals((await other.next("lock_status")).locked, false);
    assert(performance.now() - startedMs > 500, "it was given its time");
    assertEquals([at.hub.size, at.clients[1]?.signal.aborted], [1, true]);
    assertEquals(await silent.closeCode(), 1013);
  },
);

Deno.test(
  "Hub: drops a client that closes and never reads what precedes the answer to that",
  async () => {
    await using at = serveHub({ silenceMs: 600 });
    using silent = await floodedClient(at.url);
    await eventually(() => isCongested(at.clients[0]), "much is unread");
    await silent.sendClose(1000);
    await eventually(() => at.clients[0]?.signal.aborted === true, "its operation is cancelled");
  },
);

Deno.test(
  "Hub: resumes under way at once, of itself and of another, are all answered",
  async () => {
    await using at = serveHub({ resumeSeconds: 60 });
    using other = await RawClient.connect(at.url);
    using client = await RawClient.connect(at.url);
    const welcomes = [await client.next("welcome"), await other.next("welcome")];
    // A full socket holds up the end of each answer.
    await eventually(async () => {
      await client.send({ type: "ssh_input", data: { input: "answer" } });
      return await isCongested(at.clients[1]);
    }, "much is unread");
    for (const { resume_token: token } of welcomes) {
      await client.send({ type: "resume", data: { token, seq: 0 } });
    }
    for (const { connection_id } of welcomes) {
      assertEquals((await client.next("resumed")).connection_id, connection_id);
    }
  },
);

Deno.test("Hub: keeps who reads slowly, who only sends, and who has nothing to read", async () => {
  // Long beside the time in which 6 MB are read: a client's kernel may ask for more in steps as
  // large as its buffer.
  await using at = serveHub({ silenceMs: 2_000 });
  using _idle = await RawClient.connect(at.url);
  using slow = await floodedClient(at.url);
  using talker = await floodedClient(at.url);
  await eventually(() => at.clients.length === 3, "three are connected");
  const reading = Array.fromAsync(slow.readFrames({ bytesPerSecond: 20_000_000 }), () => {});
  let isOver = false;
  const talk = async () => {
    while (!isOver) {
      await talker.send({ type: "cancel" });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const talking = talk().catch(() => {}); // A client that was dropped is found below.
  // When one of these has been dropped, the others have been quiet for longer.
  for (const nth of [3, 4, 5]) {
    using _silent = await floodedClient(at.url);
    await eventually(() => at.clients[nth]?.signal.aborted === true, "the silent one is dropped");
  }
  isOver = true;
  await talking;
  const [idlePeer, slowPeer, talkingPeer] = at.clients.map(({ signal }) => !signal.aborted);
  assertEquals({ idlePeer, slowPeer, talkingPeer }, {
    idlePeer: true,
    slowPeer: true,
    talkingPeer: true,
  });
  slow.cut();
  await reading;
});

Deno.test("Hub: answers a ping", async () => {
  await using at = serveHub();
  using client = await RawClient.connect(at.url);
  await client.next("welcome");
  await client.ping();
  const { value } = await client.readFrames().next();
  assertEquals(value?.opcode, OPCODE.pong);
});

Deno.test(
  "Hub: without a setting, a client that neither reads nor answers is dropped after 60 s",
  async () => {
    const { now } = performance;
    let passedMs = 0;
    await using at = serveHub();
    using silent = await floodedClient(at.url);
    await eventually(() => isCongested(at.clients[0]), "much is unread");
    try {
      performance.now = () => now.call(performance) + passedMs;
      passedMs = 40_000;
      using _later = await floodedClient(at.url);
      await eventually(() => isCongested(at.clients[1]), "much is unread");
      passedMs = 61_000;
      await eventually(() => at.clients[0]?.signal.aborted === true, "it is dropped");
      assertEquals([at.clients[1]?.signal.aborted, at.hub.size], [false, 1]);
    } finally {
      performance.now = now;
    }
    assertEquals(await silent.closeCode(), 1013);
  },
);

Deno.test(
  "Hub: a client that reads no broadcasts is away: nothing is cancelled, and it resumes",
  async () => {
    await using at = serveHub({ resumeSeconds: 60 });
    using silent = await RawClient.connect(at.url);
    const { resume_token: token, connection_id } = await silent.next("welcome");
    await silent.send({ type: "resize", data: { cols: 80, rows: 24 } });
    await eventually(() => at.served === 1, "it is under way");
    const message = "x".repeat(8_000);
    for (let count = 0; at.hub.size === 1 && count < 4_000; count++) {
      at.broadcast.send({
        type: "lock_status",
        locked: false,
        lock_owner: null,
        owner: null,
        message,
      });
      await new Promise((resolve) => setTimeout(resolve));
    }
    assertEquals([at.hub.size, at.clients[0]?.signal.aborted], [0, false]);
    assertEquals(await silent.closeCode(), 1013);
    await using back = await Client.connect(at.url);
    back.send({ type: "resume", data: { token, seq: 0 } });
    assertEquals((await back.next("resumed")).connection_id, connection_id);
  },
);

Deno.test(
  "Hub: 1,000 messages may be under way, with 1,001 the client is closed with 1008",
  async () => {
    await using at = serveHub({ resumeSeconds: 60 });
    await using other = await Client.connect(at.url);
    using rude = await RawClient.connect(at.url);
    const { resume_token: token } = await rude.next("welcome");
    const message = { type: "resize", data: { cols: 80, rows: 24 } } as const;
    for (let i = 0; i < 1_000; i++) await rude.send(message);
    await eventually(() => at.served === 1_000, "all are under way");
    assertEquals(at.clients[1]?.signal.aborted, false);
    await rude.send(message);
    assertEquals([await rude.closeCode(), at.served], [1008, 1_000]);
    other.send({ type: "resume", data: { token, seq: 0 } });
    assertEquals((await other.next("error")).error_code, 50007);
    other.send({ type: "get_lock_status" });
    await other.next("lock_status");
  },
);

sshdTest(
  "Hub: TCP is cut with RESUME_SECONDS=0: the command ends, the lock is free, others are told",
  async () => {
    await using at = await connected({ variables: { RESUME_SECONDS: "0" } });
    const output = (client: RawClient) => client.next("output");
    const silence = () => untilBlocked(at.processes);
    for (const before of [output, silence]) {
      using client = await unreadCommand(at, "yes");
      await before(client);
      client.cut();
      await at.client.find((event) => event.type === "lock_status" && !event.locked);
      assertEquals(await at.processes(), []);
    }
  },
);

sshdTest("openApp: who connects during the shutdown is refused with 503 and 10001", async () => {
  await using at = await connected();
  at.run(`trap "" HUP INT TERM; echo ready; exec -a ${at.mark} sleep 999`);
  await at.client.textWith("ready");
  const down = at.app[Symbol.asyncDispose]();
  const refusal = await assertRejects(() => RawClient.connect(at.app.url), Error);
  assertMatch(refusal.message, /^HTTP\/1\.1 503 [^]*"code": 10001/);
  assert(!at.client.events.some(isEnding), "the shutdown is not over");
  assertEquals((await at.client.closed).code, 1001);
  await down;
});

sshdTest("openApp: a connection that is lost during the shutdown is not waited for", async () => {
  await using at = await connected();
  using lost = await unreadCommand(at, "sleep 999");
  await eventually(async () => (await at.processes()).length > 0, "the command runs");
  const down = at.app[Symbol.asyncDispose]();
  lost.cut();
  await down; // The sanitizers find the timer of a client that would be away.
  assertEquals(await at.processes(), []);
});

Deno.test(
  "Hub: who connects after its disposal is closed with 1001, without a welcome",
  async () => {
    await using at = serveHub();
    await at.hub[Symbol.asyncDispose]();
    using late = await RawClient.connect(at.url);
    assertEquals(await Array.fromAsync(late.events()), []);
    assertEquals([await late.closeCode(), at.clients], [1001, []]);
  },
);

sshdTest("openApp: ends within 5 seconds whatever its clients leave unsaid", async () => {
  await using at = await connected();
  using idle = await RawClient.connect(at.app.url);
  using stalled = await unreadCommand(at, "yes");
  const { hostname, port } = new URL(at.app.url);
  using slowPost = await Deno.connect({ hostname, port: Number(port) });
  const half = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf";
  await slowPost.write(new TextEncoder().encode(half));
  await untilBlocked(at.processes);
  const startedMs = performance.now();
  await at.app[Symbol.asyncDispose]();
  assertLess(performance.now() - startedMs, 5_000);
  assertEquals(await at.processes(), []);
  assertEquals([await idle.closeCode(), await stalled.closeCode()], [1001, 1001]);
});
