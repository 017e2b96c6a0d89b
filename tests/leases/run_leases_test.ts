import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { RunAsk } from "../../src/domain/run_leases.ts";
import { AppError } from "../../src/errors.ts";
import { memoryLeaseStore } from "../harness/lease_store.ts";
import { clientOf, placeOf, setUpLeases } from "./lease_setup.ts";

const [A, B] = [clientOf(1), clientOf(2)];
const [FIRST, SECOND, THIRD] = [runId(1), runId(2), runId(3)];

function runId(number: number): string {
  return `0198c1a2-7f3e-7abc-9def-00000000000${number}`;
}

function askOf(runId: string, change: Partial<RunAsk> = {}): RunAsk {
  return {
    ...{ runId, ownerName: "nightly", servers: ["a"], reason: "load", waitSeconds: Infinity },
    onPosition: () => {},
    signal: new AbortController().signal,
    ...change,
  };
}

const failure = () => new AppError("DATABASE_QUERY_FAILED");

Deno.test(
  "RunLeases.acquire: stores the lease before it is granted, and removes it at its release",
  async () => {
    const { leases, store, ask, run, announced, ends } = setUpLeases();
    const lease = await leases.runs.acquire(askOf(FIRST));
    const { leaseId, fence, since } = store.saved[0]!;
    assertEquals(store.saved, [{
      ...{
        leaseId,
        runId: FIRST,
        ownerName: "nightly",
        servers: ["a"],
        reason: "load",
        fence,
        since,
      },
    }]);
    assertEquals([lease.leaseId, lease.fence, lease.runId], [leaseId, fence, FIRST]);
    const [told] = leases.sessionStatus.leases;
    assertEquals([told?.owner.kind, told?.owner.id, told?.owner.name], ["job", FIRST, "nightly"]);
    assertEquals([told?.reason, announced.length], ["load", 1]);
    assertEquals(assertThrows(() => run(A, "a"), AppError).code, 50006);
    assertEquals(assertThrows(() => ask(A, {}), AppError).code, 50004);
    ask(A, { servers: ["b"] });
    lease.release();
    lease.release();
    assertEquals([store.saved, leases.sessionStatus.leases.length, ends], [[], 1, ["released"]]);
  },
);

Deno.test(
  "RunLeases.acquire: runs and clients share the queue, and are told their places",
  async () => {
    const { leases, ask } = setUpLeases();
    ask(A, { servers: ["a"] });
    const places: unknown[] = [];
    const waiting = leases.runs.acquire(askOf(FIRST, {
      servers: "*",
      onPosition: (place) => places.push(placeOf(place)),
    }));
    const behind = ask(B, { servers: ["b"], waitSeconds: Infinity });
    assertEquals(placeOf(behind.place), [2, ["nightly"]]);
    await leases.endSession(A);
    const lease = await waiting;
    assertEquals([places, behind.isWaiting], [[[1, ["c1"]]], true]);
    lease.release();
    assertEquals(behind.isWaiting, false);
  },
);

Deno.test(
  "RunLeases.acquire: 50004 without a wait, 50013 after it, the reason of its signal",
  async () => {
    const { leases, store } = setUpLeases();
    const held = await leases.runs.acquire(askOf(FIRST));
    const refused = async (change: Partial<RunAsk>) => {
      const error = await assertRejects(() => leases.runs.acquire(askOf(SECOND, change)), AppError);
      return error.code;
    };
    assertEquals([await refused({ waitSeconds: 0 }), await refused({ waitSeconds: 0.03 })], [
      50004,
      50013,
    ]);
    const cancelled = new AbortController();
    const waiting = leases.runs.acquire(askOf(SECOND, { signal: cancelled.signal }));
    const third = leases.runs.acquire(askOf(THIRD));
    cancelled.abort(new Error("the run was cancelled"));
    await assertRejects(() => waiting, Error, "the run was cancelled");
    held.release();
    const lease = await third;
    assertEquals(store.saved.map(({ runId }) => runId), [THIRD]);
    lease.release();
  },
);

Deno.test(
  "RunLeases.acquire: 41000 when the lease cannot be stored, and others are granted",
  async () => {
    const { leases, store, ask } = setUpLeases();
    ask(A, { servers: ["a"] });
    const waiting = leases.runs.acquire(askOf(FIRST));
    const behind = ask(B, { servers: ["a"], waitSeconds: Infinity });
    store.failure = failure();
    await leases.endSession(A);
    assertEquals((await assertRejects(() => waiting, AppError)).code, 41000);
    assertEquals([behind.isWaiting, store.saved], [false, []]);
    const unstored = leases.runs.acquire(askOf(SECOND, { servers: ["c"] }));
    assertEquals((await assertRejects(() => unstored, AppError)).code, 41000);
    store.failure = undefined;
    (await leases.runs.acquire(askOf(SECOND, { servers: ["c"] }))).release();
  },
);

Deno.test(
  "RunLease.newFence: is stored, above all before, and kept when it cannot be stored",
  async () => {
    const { leases, store, ask } = setUpLeases();
    const lease = await leases.runs.acquire(askOf(FIRST));
    const session = ask(A, { servers: ["b"] });
    const fence = lease.newFence();
    assert(fence > (session.fence ?? 0));
    assertEquals([lease.fence, store.saved[0]?.fence], [fence, fence]);
    store.failure = failure();
    assertEquals(assertThrows(() => lease.newFence(), AppError).code, 41000);
    assertEquals([lease.fence, leases.sessionStatus.leases[0]?.owner.id], [fence, FIRST]);
    store.failure = undefined;
    assert(lease.newFence() > fence);
  },
);

Deno.test(
  "RunLease.release: frees the servers although the row cannot be removed at once",
  async () => {
    const { leases, store } = setUpLeases();
    const lease = await leases.runs.acquire(askOf(FIRST));
    store.failure = failure();
    lease.release();
    assertEquals([leases.sessionStatus.session_active, store.saved.length], [false, 1]);
    store.failure = undefined;
    const next = await leases.runs.acquire(askOf(SECOND));
    assertEquals(store.saved.map(({ runId }) => runId), [SECOND]);
    next.release();
  },
);

Deno.test(
  "RunLease.signal: 50014 with the reason, and the servers stay until the release",
  async () => {
    const { leases, ask, announced, ends } = setUpLeases();
    const lease = await leases.runs.acquire(askOf(FIRST));
    const behind = ask(A, { servers: ["a"], waitSeconds: Infinity });
    assertEquals(leases.takeOver({ reason: "maintenance", by: "root" }, lease.leaseId).kind, "job");
    const { code, detail } = lease.signal.reason as AppError;
    assertEquals([code, detail, behind.isWaiting], [50014, "maintenance", true]);
    assertEquals(
      assertThrows(
        () => leases.ask(lease.leaseId, { lease_id: lease.leaseId, by: B, message: null }),
        AppError,
      ).code,
      50006,
    );
    lease.release();
    assertEquals([behind.isWaiting, announced.at(-1)?.reason], [false, "maintenance"]);
    assertEquals(ends, ["taken_over"]);
  },
);

Deno.test("RunLeases.resumed: the leases of the last process are held from the start", () => {
  const since = "2026-01-01T12:00:00.000Z";
  const row = { leaseId: 41, runId: FIRST, ownerName: "nightly", reason: null, fence: 43, since };
  const held = [{ ...row, servers: ["a"] }, {
    ...row,
    leaseId: 44,
    runId: SECOND,
    fence: 45,
    servers: ["b"],
  }];
  const { leases, store, ask } = setUpLeases({
    store: memoryLeaseStore({ held, reserved: 1_000 }),
  });
  assertEquals(leases.sessionStatus.leases.map(({ lease_id, owner }) => [lease_id, owner.since]), [
    [41, since],
    [44, since],
  ]);
  assertEquals(assertThrows(() => ask(A, {}), AppError).code, 50004);
  const [first, second] = leases.runs.resumed;
  assertEquals([first?.runId, first?.fence, second?.leaseId], [FIRST, 43, 44]);
  assert((first?.newFence() ?? 0) > 1_000);
  second?.release();
  assertEquals(leases.runs.resumed.map(({ runId }) => runId), [FIRST]);
  assertEquals(store.saved.map(({ runId }) => runId), [FIRST]);
  const session = ask(A, { servers: ["b"] });
  assert(session.id > 1_000, "no number is used twice");
  assertEquals(session.isWaiting, false);
});

Deno.test("RunLeases.raiseCounter: later numbers are above a fence that was found", async () => {
  const { leases, store } = setUpLeases();
  store.failure = failure();
  assertEquals(assertThrows(() => leases.runs.raiseCounter(7_000), AppError).code, 41000);
  store.failure = undefined;
  leases.runs.raiseCounter(7_000);
  leases.runs.raiseCounter(5);
  const lease = await leases.runs.acquire(askOf(FIRST));
  assert(lease.fence > 7_000 && lease.fence <= (store.reservations.at(-1) ?? 0));
  lease.release();
});
