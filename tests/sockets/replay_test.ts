import { assertEquals, assertLess } from "@std/assert";
import { Connection } from "../../src/sockets/connection.ts";
import { Outbox } from "../../src/sockets/outbox.ts";
import { Retention } from "../../src/sockets/retention.ts";
import type { Wire } from "../../src/sockets/wire.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { serveWires } from "./served_wires.ts";

const MIB = 1_048_576;

/** A connection over `wire`, and how often it was said that its client does not read. */
function connect(wire: Wire, retention = new Retention()) {
  const counted = { unread: 0 };
  const onUnread = () => counted.unread++;
  return { connection: new Connection(wire, { log: memoryLog(), retention, onUnread }), counted };
}

Deno.test("Connection.attach: 12 MiB may wait while they are sent again, as fast as they are read", async () => {
  await using at = serveWires();
  const { connection, counted } = connect((await at.open()).wire);
  using _kept = connection.keep();
  connection.lose();
  for (let seq = 1; seq <= 12; seq++) {
    connection.send({ type: "output", data: "x".repeat(MIB), seq });
  }
  const next = await at.open();
  const replayed = connection.attach(next.wire, 0).replay();
  connection.send({ type: "status", message: "late" });
  assertEquals(counted.unread, 0);
  assertLess(next.wire.unsentBytes, 3 * MIB);
  const seqs: number[] = [];
  for await (const event of next.client.events()) {
    if (event.type === "status") break;
    if (event.type === "output") seqs.push(event.seq);
  }
  await replayed;
  assertEquals(seqs, Array.from({ length: 12 }, (_, i) => i + 1));
});

Deno.test("Connection.attach: a replay ends with its wire, and what it did not send waits", async () => {
  await using at = serveWires();
  const { connection } = connect((await at.open()).wire);
  connection.lose();
  connection.send({ type: "status", message: "one" });
  const closed = await at.open();
  const { replay } = connection.attach(closed.wire, 0);
  closed.wire.close(1000, "");
  await replay();
  const next = await at.open();
  await connection.attach(next.wire, 0).replay();
  connection.send({ type: "status", message: "two" });
  assertEquals((await next.client.next("status")).message, "one");
});

Deno.test("Connection.send: what comes while the wire closes waits for the next one", async () => {
  await using at = serveWires();
  const first = await at.open();
  const { connection } = connect(first.wire);
  first.wire.close(1000, "");
  connection.send({ type: "status", message: "one" });
  await connection.drained();
  connection.lose();
  const next = await at.open();
  await connection.attach(next.wire, 0).replay();
  connection.send({ type: "status", message: "two" });
  assertEquals((await next.client.next("status")).message, "one");
});

Deno.test("Connection.retire: what it kept, and what is sent afterwards, counts for nobody", async () => {
  await using at = serveWires();
  const retention = new Retention(100);
  const { connection } = connect((await at.open()).wire, retention);
  using _kept = connection.keep();
  connection.send({ type: "status", message: "x".repeat(30) });
  connection.retire();
  connection.send({ type: "cancelled", message: "The connection ended" });
  const other = new Outbox(retention);
  other.begin();
  for (let seq = 1; seq <= 10; seq++) {
    other.push({ text: "x".repeat(10), seq });
    other.shift();
  }
  assertEquals(other.keptCharacters, 100);
});
