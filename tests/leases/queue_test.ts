import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AppError, Cancelled } from "../../src/errors.ts";
import type { Session } from "../../src/leases/session.ts";
import { clientOf, placeOf, setUpLeases } from "./lease_setup.ts";

const [A, B, C, D] = [clientOf(1), clientOf(2), clientOf(3), clientOf(4)];
const WAIT = { waitSeconds: Infinity };

/** Returns the code with which the wait of a session ends. */
async function refusalOf(session: Session): Promise<number> {
  return (await assertRejects(() => session.granted, AppError)).code;
}

Deno.test(
  "Leases.startSession: waits for its servers, and is granted when they are free",
  async () => {
    const { leases, ask, announced, ends } = setUpLeases();
    const first = ask(A, { servers: ["a"] });
    const second = ask(B, { servers: ["a", "b"], reason: "load", ...WAIT });
    const third = ask(C, { servers: ["c"], ...WAIT });
    assertEquals([first, second, third].map(({ isWaiting }) => isWaiting), [false, true, false]);
    assertEquals(placeOf(second.place), [1, ["c1"]]);
    assertEquals(second.place?.blocked_by[0]?.servers, ["a"]);
    assertEquals(leases.sessionTokenOf(B), null);
    await leases.endSession(A);
    await second.granted;
    assertEquals([second.isWaiting, second.place], [false, undefined]);
    assertEquals(leases.sessionTokenOf(B), second.token);
    assert((second.fence ?? 0) > (third.fence ?? 0) && (third.fence ?? 0) > (first.fence ?? 0));
    const { leases: active, session_owner } = leases.sessionStatus;
    const told = active.map(({ lease_id, servers, reason }) => [lease_id, servers, reason]);
    assertEquals(told, [[third.id, ["c"], null], [second.id, ["a", "b"], "load"]]);
    assertEquals(session_owner, C.id, "the oldest session");
    assertEquals(announced.at(-1), leases.sessionStatus);
    assertEquals(ends, ["released"]);
  },
);

Deno.test("Leases.startSession: tells each ask its place at each change of it", async () => {
  const { leases, ask } = setUpLeases();
  ask(A, { servers: ["a"] });
  const second = ask(B, { servers: ["a"], ...WAIT });
  const third = ask(C, { ...WAIT });
  const fourth = ask(D, { servers: ["b"], ...WAIT });
  const places: unknown[] = [];
  const reading = (async () => {
    for await (const place of third.places()) places.push(placeOf(place));
  })();
  assertEquals(placeOf(fourth.place), [2, ["c3"]]);
  await leases.endSession(A);
  await second.granted;
  await leases.endSession(B);
  await reading;
  assertEquals(places, [[2, ["c1", "c2"]], [1, ["c2"]]]);
  assertEquals(placeOf(fourth.place), [1, ["c3"]]);
});

Deno.test("Leases.startSession: everyone is told of each lease, and how many wait for it", () => {
  const { announced, ask, leases } = setUpLeases();
  ask(A, { servers: ["a"] });
  ask(B, { servers: ["b"] });
  ask(C, { servers: ["b"], ...WAIT });
  ask(D, { ...WAIT });
  const told = announced.map(({ leases }) => leases.map(({ waiting }) => waiting));
  assertEquals(told, [[0], [0, 0], [0, 1], [1, 2]]);
  assertEquals(leases.hasLease(D), true);
});

Deno.test(
  "Leases.startSession: an operation outside the sessions is in the way without a number",
  () => {
    const { ask, run } = setUpLeases();
    const { end } = run(A, "a");
    const session = ask(B, { servers: ["a"], ...WAIT });
    const [blocker] = session.place?.blocked_by ?? [];
    assertEquals([blocker?.lease_id, blocker?.owner.kind, blocker?.servers], [null, "command", [
      "a",
    ]]);
    end();
    assertEquals(session.isWaiting, false);
  },
);

Deno.test("Leases.startSession: cancel leaves the queue, and is over with the grant", async () => {
  const { leases, ask, announced } = setUpLeases();
  ask(A, { servers: ["a"] });
  const second = ask(B, { servers: ["a"], ...WAIT });
  const third = ask(C, { servers: ["a"], ...WAIT });
  assertEquals(
    assertThrows(() => leases.operations.attend(B, leases.operations.runningOf(B)), AppError).code,
    50010,
  );
  leases.operations.runningOf(B).stop(new Cancelled("Cancelled by the client"));
  assertEquals(
    (await assertRejects(() => second.granted, Cancelled)).message,
    "Cancelled by the client",
  );
  assertEquals(placeOf(third.place), [1, ["c1"]]);
  assertEquals([leases.hasLease(B), announced.at(-1)?.leases[0]?.waiting], [false, 1]);
  await leases.endSession(A);
  await third.granted;
  assertEquals(assertThrows(() => leases.operations.runningOf(C), AppError).code, 50011);
  assertEquals(leases.operations.of(C.id), undefined);
});

Deno.test("Leases.startSession: 50013 when the servers are not free in time", async () => {
  const { leases, ask } = setUpLeases();
  ask(A, { servers: ["a"] });
  const second = ask(B, { servers: ["a", "b"], waitSeconds: 0.05 });
  const third = ask(C, { servers: ["b"], ...WAIT });
  assertEquals(await refusalOf(second), 50013);
  assertEquals(third.isWaiting, false, "nobody is in the way any more");
  assertEquals([leases.hasLease(B), leases.operations.of(B.id)], [false, undefined]);
  await leases.endSession(C);
  await leases.endSession(A);
});

Deno.test("Leases.startSession: an ask ends with its client", () => {
  const { leases, ask, ends } = setUpLeases();
  ask(A, { servers: ["a"] });
  const gone = new AbortController();
  const second = ask(B, { servers: ["a"], gone, ...WAIT });
  gone.abort(new Cancelled("gone"));
  assertEquals([second.isWaiting, leases.hasLease(B), ends], [false, false, []]);
});

Deno.test("Leases.takeOver: ends the named session, and the queue goes on", async () => {
  const { leases, ask, run, announced, ends } = setUpLeases();
  const first = ask(A, { servers: ["a"] });
  const other = ask(D, { servers: ["d"] });
  const second = ask(B, { servers: ["a"], ...WAIT });
  const [inside, beside] = [run(A, "a"), run(D, "d")];
  const takeover = { reason: "night batch", by: "root" };
  assertEquals(leases.takeOver(takeover, first.id).id, A.id);
  assertEquals([inside.operation.signal.aborted, beside.operation.signal.aborted], [true, false]);
  assertEquals(second.isWaiting, true, "until the operation has ended");
  inside.end();
  await second.granted;
  assertEquals([await first.over, ends, other.ended.signal.aborted], [
    takeover,
    ["taken_over"],
    false,
  ]);
  assertEquals(announced.at(-1)?.reason, "night batch");
  assertEquals(assertThrows(() => leases.takeOver(takeover, first.id), AppError).code, 50005);
});

Deno.test("Leases.takeOver: an ask that waits ends with 50014 and the reason", async () => {
  const { leases, ask, announced } = setUpLeases();
  ask(A, { servers: ["a"] });
  const second = ask(B, { servers: ["a"], ...WAIT });
  leases.takeOver({ reason: "night batch", by: null }, second.id);
  const refusal = await assertRejects(() => second.granted, AppError);
  assertEquals([refusal.code, refusal.detail], [50014, "night batch"]);
  assertEquals(announced.at(-1)?.reason, undefined, "no session has ended");
});

Deno.test("Leases.ask: the owner reads the latest question of each client", async () => {
  const { leases, ask } = setUpLeases();
  const first = ask(A, { servers: ["a"] });
  const second = ask(B, { servers: ["a"], ...WAIT });
  const question = (by: typeof A, message: string | null) => {
    const { id, name } = by;
    leases.ask(first.id, { lease_id: first.id, by: { id, name }, message });
  };
  const { changed } = first;
  question(B, "early");
  question(C, null);
  question(B, "late");
  await changed;
  const told = first.takeQuestions().map(({ by, message, waiting }) => [by.name, message, waiting]);
  assertEquals(told, [["c2", "late", 1], ["c3", null, 1]]);
  assertEquals(first.takeQuestions(), []);
  for (const id of [second.id, 99]) {
    const code = assertThrows(() =>
      leases.ask(id, { ...question, lease_id: id, by: B, message: null }), AppError).code;
    assertEquals(code, 50005);
  }
});

Deno.test("Leases.update: tells an owner that comes back its place again", async () => {
  const { leases, ask } = setUpLeases();
  ask(A, { servers: ["a"] });
  const second = ask(B, { servers: ["a"], ...WAIT });
  const places = second.places();
  assertEquals(placeOf((await places.next()).value ?? undefined), [1, ["c1"]]);
  const again = places.next();
  leases.update(B, { awayUntil: "2026-01-01T00:00:00.000Z" });
  leases.update(B, { awayUntil: null });
  assertEquals(placeOf((await again).value ?? undefined), [1, ["c1"]]);
});

Deno.test(
  "Leases.startSession: only what happens in a session restarts its idle timeout",
  async () => {
    const { leases, ask, run } = setUpLeases({ sessionIdleSeconds: 0.3 });
    const session = ask(A, { servers: ["a"] });
    const timer = setInterval(() => run(B, "b").end(), 20);
    try {
      assertEquals((await assertRejects(() => session.over, AppError)).code, 50002);
    } finally {
      clearInterval(timer);
    }
    assertEquals(leases.sessionStatus.leases, []);
  },
);

Deno.test(
  "Leases: numbers are reserved ahead on the disk, in blocks, for all that wait",
  async () => {
    const { leases, ask, store } = setUpLeases();
    const first = ask(A, { servers: ["a"] });
    assertEquals([first.id, first.fence, store.reservations], [1, 2, [1002]]);
    const waiting = [B, C].map((client) => ask(client, { servers: ["a"], ...WAIT }));
    await leases.endSession(A);
    for (let number = 10; number < 500; number++) {
      const session = ask(clientOf(number), { servers: [`s${number}`] });
      await leases.endSession(clientOf(number));
      assert((session.fence ?? 0) <= (store.reservations.at(-1) ?? 0));
    }
    assertEquals(store.reservations.length, 1);
    assertEquals(waiting.map(({ isWaiting }) => isWaiting), [false, true]);
  },
);

Deno.test(
  "Leases: 41000 when no number can be stored, and what waits is still granted",
  async () => {
    const { leases, ask, store } = setUpLeases();
    store.failure = new AppError("DATABASE_QUERY_FAILED");
    assertEquals(assertThrows(() => ask(A, { servers: ["a"] }), AppError).code, 41000);
    assertEquals([leases.hasLease(A), leases.sessionStatus.leases], [false, []]);
    store.failure = undefined;
    ask(A, { servers: ["a"] });
    const second = ask(B, { servers: ["a"], ...WAIT });
    store.failure = new AppError("DATABASE_QUERY_FAILED");
    assertEquals(assertThrows(() => ask(A, { servers: ["b"] }), AppError).code, 50004);
    await leases.endSession(A);
    await second.granted;
  },
);
