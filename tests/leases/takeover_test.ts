import { assert, assertEquals, assertThrows } from "@std/assert";
import type { ClientIdentity } from "../../src/domain/client.ts";
import { Operation } from "../../src/domain/operation.ts";
import { EVERYBODY } from "../../src/domain/principal.ts";
import { memoryLeaseStore } from "../harness/lease_store.ts";
import type { LeaseRules } from "../../src/domain/lease_state.ts";
import { AppError } from "../../src/errors.ts";
import { Leases } from "../../src/leases/leases.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";

const TAKEOVER = { reason: "the night batch", by: "root" };
const A: ClientIdentity = {
  id: "00000001-0000-4000-8000-000000000000",
  address: "127.0.0.1:1",
  principal: EVERYBODY,
  name: "a",
  awayUntil: null,
};

/** Leases, what they announced, and the ends of their records. */
function setUp({ commandLock = "on" as LeaseRules["commandLock"], sessionIdleSeconds = 0 } = {}) {
  const announced: EventOf<"lock_status" | "session_status">[] = [];
  const ends: string[] = [];
  const leases = new Leases({
    commandLock,
    sessionIdleSeconds,
    maxOperations: 10,
    maxOperationsPerServer: 10,
    announce: (status, topic) => {
      if (topic === undefined) announced.push(status);
    },
    store: memoryLeaseStore(),
    history: { beginLease: () => ({ end: (how) => ends.push(how) }) },
  });
  const run = () => {
    const operation = new Operation();
    const request = { operation, kind: "command", serverName: "a", servers: ["a"] } as const;
    return { operation, lease: leases.acquire(A, request) };
  };
  /** Reasons of the announcements that no session is active. */
  const reasons = () =>
    announced.flatMap((status) =>
      status.type === "session_status" && !status.session_active ? [status.reason] : []
    );
  return { leases, announced, ends, run, reasons };
}

/** Returns the text with which an operation was stopped. */
function stopOf({ signal }: Operation): string | undefined {
  return signal.aborted ? signal.reason.message : undefined;
}

Deno.test("Leases.takeOver: ends an idle session, with the reason for everyone", async () => {
  const { leases, ends, reasons } = setUp({ sessionIdleSeconds: 60 });
  const { over } = leases.startSession(A, { signal: never() });
  assertEquals(leases.takeOver(TAKEOVER).id, A.id);
  assertEquals([await over, ends, reasons()], [TAKEOVER, ["taken_over"], [TAKEOVER.reason]]);
  assertEquals(leases.sessionStatus.session_active, false);
  leases.startSession(A, { signal: never() });
  await leases.endSession(A);
  assertEquals(reasons(), [TAKEOVER.reason, undefined], "the next session ends without it");
});

function never(): AbortSignal {
  return new AbortController().signal;
}

Deno.test("Leases.takeOver: the session ends with its operation, which is cancelled", async () => {
  const { leases, ends, run, reasons } = setUp();
  const { over } = leases.startSession(A, { signal: never() });
  const { operation, lease } = run();
  leases.takeOver(TAKEOVER);
  assertEquals(stopOf(operation), "Ended by an administrator: the night batch");
  assertEquals([leases.sessionStatus.session_active, ends], [true, []]);
  lease[Symbol.dispose]();
  assertEquals([await over, ends, reasons()], [TAKEOVER, ["taken_over"], [TAKEOVER.reason]]);
});

Deno.test("Leases.takeOver: is recorded although the owner is gone before the end", () => {
  const { leases, ends, run } = setUp();
  const gone = new AbortController();
  leases.startSession(A, { signal: gone.signal });
  const { lease } = run();
  leases.takeOver(TAKEOVER);
  gone.abort();
  lease[Symbol.dispose]();
  assertEquals(ends, ["taken_over"]);
});

Deno.test("Leases.takeOver: cancels the operation that has the lock, without a session", () => {
  const { leases, announced, run } = setUp();
  const { operation, lease } = run();
  const { id, name } = leases.takeOver(TAKEOVER);
  assertEquals([id, name], [A.id, "a"]);
  assertEquals(stopOf(operation), "Ended by an administrator: the night batch");
  assert(leases.lockStatus.locked, "until the operation has ended");
  lease[Symbol.dispose]();
  assertEquals(announced.map(({ type }) => type), ["lock_status", "lock_status"]);
});

Deno.test("Leases.takeOver: is 50005 without an owner, and stops nothing", () => {
  const { leases } = setUp();
  assertEquals(assertThrows(() => leases.takeOver(TAKEOVER), AppError).code, 50005);
  const unlocked = setUp({ commandLock: "off" });
  const { operation } = unlocked.run();
  assertEquals(assertThrows(() => unlocked.leases.takeOver(TAKEOVER), AppError).code, 50005);
  assertEquals(operation.signal.aborted, false);
});
