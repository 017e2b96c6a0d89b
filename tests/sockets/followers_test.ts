import { assert, assertEquals } from "@std/assert";
import { followersOf } from "../../src/domain/broadcast.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { Client } from "../harness/client.ts";
import { RawClient } from "../harness/raw_client.ts";
import { serveHub } from "./served_hub.ts";

/** Returns a broadcast with a text of 8,000 characters, and calls `onJson` when it becomes JSON. */
function event(count: number, onJson = () => {}): ServerEvent {
  const message = `${count} ${"x".repeat(8_000)}`;
  const status = { type: "lock_status", locked: false, lock_owner: null, owner: null, message };
  const toJSON = () => {
    onJson();
    return status;
  };
  return { ...status, toJSON } as ServerEvent;
}

Deno.test("Hub: a broadcast becomes JSON once for its followers, and never without", async () => {
  await using at = serveHub();
  await using first = await Client.connect(at.url);
  await using second = await Client.connect(at.url);
  await using other = await Client.connect(at.url);
  const counted = { json: 0 };
  const send = (count: number) =>
    at.broadcast.send(event(count, () => counted.json++), followersOf("operations"));
  send(1);
  assertEquals(counted.json, 0);
  for (const client of at.clients.slice(0, 2)) client.follows = ["health", "operations"];
  send(2);
  assertEquals(counted.json, 1);
  at.broadcast.send(event(3));
  const counts = async (client: Client) => {
    await client.find(({ type, ...event }) =>
      type === "lock_status" && "message" in event && event.message?.startsWith("3 ") === true
    );
    return client.events.flatMap((told) =>
      told.type === "lock_status" ? [parseInt(told.message)] : []
    );
  };
  assertEquals([await counts(first), await counts(second), await counts(other)], [
    [2, 3],
    [2, 3],
    [3],
  ]);
});

Deno.test("Hub: a follower that does not read is closed with 1013, and nobody else", async () => {
  await using at = serveHub();
  using follower = await RawClient.connect(at.url);
  await follower.next("welcome");
  using other = await RawClient.connect(at.url);
  await other.next("welcome");
  const [following, silent] = at.clients;
  assert(following !== undefined && silent !== undefined);
  following.follows = ["operations"];
  for (let count = 0; !following.signal.aborted; count++) {
    at.broadcast.send(event(count), followersOf("operations"));
    // A pause, in which the socket can send.
    if (count % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
    assert(count < 10_000, "the follower is closed");
  }
  assertEquals([silent.signal.aborted, silent.socket?.unsentBytes], [false, 0]);
  assertEquals(await follower.closeCode(), 1013);
});
