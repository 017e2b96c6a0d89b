import { assertEquals, assertRejects } from "@std/assert";
import type { Server } from "../../src/domain/server.ts";
import { AppError, Cancelled } from "../../src/errors.ts";
import { ConnectionPlaces } from "../../src/ssh/connection_places.ts";

const [A, B] = ["a", "b"].map((name): Server => ({
  ...{ name, host: "127.0.0.1", port: 22, username: "u", password: "p", encoding: "utf-8" },
})) as [Server, Server];

/** Places, and the servers whose idle connection was to be closed. */
function setUp(limit: number, waitMs?: number) {
  const closed: string[] = [];
  const closeIdle = ({ name }: Server) => void closed.push(name);
  return { places: new ConnectionPlaces({ limit, waitMs, closeIdle }), closed };
}

const { signal } = new AbortController();

function fail(message: string): never {
  throw new Error(message);
}

Deno.test("ConnectionPlaces: gives as many as there are, then one by one, in order", async () => {
  const { places, closed } = setUp(2);
  const [first, second] = [await places.take(A, { signal }), await places.take(A, { signal })];
  const order: string[] = [];
  const waits = [1, 2].map(async (number) => {
    const onWait = () => order.push(`${number} waits`);
    const place = await places.take(A, { signal, onWait });
    order.push(`${number} has a place`);
    return place;
  });
  assertEquals([places.isAwaited(A), places.isAwaited(B)], [true, false]);
  (await places.take(B, { signal }))[Symbol.dispose]();
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  const third = await waits[0];
  assertEquals(order, ["1 waits", "2 waits", "1 has a place"]);
  second[Symbol.dispose]();
  third?.[Symbol.dispose]();
  await waits[1];
  assertEquals([order.at(-1), places.isAwaited(A)], ["2 has a place", false]);
  assertEquals(closed, ["a", "a"]);
  // One of two is taken: the next one does not wait.
  await places.take(A, { signal, onWait: () => order.push("waits") });
  assertEquals(order.at(-1), "2 has a place");
});

Deno.test("ConnectionPlaces: a wait ends with 10001 in time, and leaves the queue", async () => {
  const { places } = setUp(1, 50);
  const place = await places.take(A, { signal });
  const { code, detail } = await assertRejects(() => places.take(A, { signal }), AppError);
  assertEquals([code, detail], [
    10001,
    "a has 1 SSH connections, as many as it can: try again later",
  ]);
  assertEquals(places.isAwaited(A), false);
  place[Symbol.dispose]();
  (await places.take(A, { signal }))[Symbol.dispose]();
});

Deno.test("ConnectionPlaces: a cancelled wait lets the next one in", async () => {
  const { places } = setUp(1);
  const place = await places.take(A, { signal });
  const cancel = new AbortController();
  const waiting = places.take(A, { signal: cancel.signal });
  const next = places.take(A, { signal });
  // In one turn: the wait is cancelled, and given the place before it has left the queue.
  cancel.abort(new Cancelled("enough"));
  place[Symbol.dispose]();
  await assertRejects(() => waiting, Cancelled, "enough");
  (await next)[Symbol.dispose]();
  (await places.take(A, { signal, onWait: () => fail("it waits") }))[Symbol.dispose]();
});
