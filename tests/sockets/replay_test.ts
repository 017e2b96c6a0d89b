import { assertEquals, assertLess } from "@std/assert";
import { Outbox } from "../../src/sockets/outbox.ts";
import { EVERYBODY } from "../../src/domain/principal.ts";
import type { ResumedOperation } from "../../src/protocol/state_events.ts";
import { Retention } from "../../src/sockets/retention.ts";
import type { Socket } from "../../src/sockets/socket.ts";
import { SocketClient } from "../../src/sockets/socket_client.ts";
import { serveSockets } from "./served_sockets.ts";

const MIB = 1_048_576;

/** Returns a client on `socket`, and a counter of the calls of `onUnread`. */
function connect(socket: Socket, retention = new Retention()) {
  const counted = { unread: 0 };
  const onUnread = () => counted.unread++;
  const onResume = () => {
    throw new Error("must not be called");
  };
  return {
    client: new SocketClient(socket, { principal: EVERYBODY, retention, onUnread, onResume }),
    counted,
  };
}

Deno.test(
  "SocketClient.attach: 12 MiB may wait while they are sent again, as fast as they are read",
  async () => {
    await using at = serveSockets();
    const { client, counted } = connect((await at.open()).socket);
    using _kept = client.keepOutput();
    client.markAway();
    for (let seq = 1; seq <= 12; seq++) {
      client.send({ type: "output", data: "x".repeat(MIB), seq });
    }
    const next = await at.open();
    const replayed = client.attach(next.socket, 0).replay();
    client.send({ type: "status", message: "late" });
    assertEquals(counted.unread, 0);
    assertLess(next.socket.unsentBytes, 3 * MIB);
    const seqs: number[] = [];
    for await (const event of next.client.events()) {
      if (event.type === "status") break;
      if (event.type === "output") seqs.push(event.seq);
    }
    await replayed;
    assertEquals(seqs, Array.from({ length: 12 }, (_, i) => i + 1));
  },
);

Deno.test("SocketClient.operation: until its ending is forgotten", async () => {
  await using at = serveSockets();
  const { client } = connect((await at.open()).socket);
  const operation: ResumedOperation = {
    operation_id: crypto.randomUUID(),
    kind: "command",
    server_name: "a",
    request_id: null,
  };
  assertEquals(client.operation, null);
  {
    using _kept = client.keepOutput(operation);
    assertEquals(client.operation, operation);
    client.send({ type: "cancelled", message: "The end" });
  }
  assertEquals(client.operation, operation);
  {
    using _kept = client.keepOutput();
    assertEquals(client.operation, null);
  }
  client.keepOutput(operation)[Symbol.dispose]();
  assertEquals(client.operation, null);
});

Deno.test("SocketClient.send: the state of hello overtakes a replay like broadcasts", async () => {
  await using at = serveSockets();
  const { client } = connect((await at.open()).socket);
  using _kept = client.keepOutput();
  client.markAway();
  for (let seq = 1; seq <= 2; seq++) {
    client.send({ type: "output", data: "x".repeat(MIB), seq });
  }
  const next = await at.open();
  const replayed = client.attach(next.socket, 0).replay();
  client.send({ type: "hello", name: null, connection_id: client.id, running: [] });
  client.broadcast(JSON.stringify({ type: "status", message: "after it" }));
  const types: string[] = [];
  for await (const event of next.client.events()) {
    types.push(event.type);
    if (types.length === 4) break;
  }
  await replayed;
  assertEquals(types, ["output", "hello", "status", "output"]);
});

Deno.test(
  "SocketClient.attach: a replay ends with its socket, and what it did not send waits",
  async () => {
    await using at = serveSockets();
    const { client } = connect((await at.open()).socket);
    client.markAway();
    client.send({ type: "status", message: "one" });
    const closed = await at.open();
    const { replay } = client.attach(closed.socket, 0);
    closed.socket.close(1000, "");
    await replay();
    const next = await at.open();
    await client.attach(next.socket, 0).replay();
    client.send({ type: "status", message: "two" });
    assertEquals((await next.client.next("status")).message, "one");
  },
);

Deno.test(
  "SocketClient.send: what comes while the socket closes waits for the next one",
  async () => {
    await using at = serveSockets();
    const first = await at.open();
    const { client } = connect(first.socket);
    first.socket.close(1000, "");
    client.send({ type: "status", message: "one" });
    await client.drained();
    client.markAway();
    const next = await at.open();
    await client.attach(next.socket, 0).replay();
    client.send({ type: "status", message: "two" });
    assertEquals((await next.client.next("status")).message, "one");
  },
);

Deno.test(
  "SocketClient.retire: what it kept, and what is sent afterwards, counts for nobody",
  async () => {
    await using at = serveSockets();
    const retention = new Retention(100);
    const { client } = connect((await at.open()).socket, retention);
    using _kept = client.keepOutput();
    client.send({ type: "status", message: "x".repeat(30) });
    client.retire();
    client.send({ type: "cancelled", message: "The connection ended" });
    const other = new Outbox(retention);
    other.begin();
    for (let seq = 1; seq <= 10; seq++) {
      other.push({ json: "x".repeat(10), seq });
      other.shift();
    }
    assertEquals(other.keptCharacters, 100);
  },
);
