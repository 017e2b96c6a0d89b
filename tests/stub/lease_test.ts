import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { Leases } from "../../src/stub/lease.ts";
import { Operation } from "../../src/stub/operation.ts";

const A = "11111111-1111-4111-8111-111111111111";
const B = "22222222-2222-4222-8222-222222222222";

function operation(): Operation {
  return new Operation({
    size: { cols: 80, rows: 24 },
    encode: (text) => new TextEncoder().encode(text),
  });
}

/** Leases and what they announced: the lock's owner after each change. */
function leases(commandLock: boolean): { leases: Leases; announced: (string | null)[] } {
  const announced: (string | null)[] = [];
  const announce = (status: { lock_owner: string | null }) => announced.push(status.lock_owner);
  return { leases: new Leases({ commandLock, announce }), announced };
}

Deno.test("Leases.take: with the lock on, my second is 50010 and another's is 50008 with the owner", () => {
  const { leases: held, announced } = leases(true);
  const lease = held.take(A, operation());
  assertEquals(assertThrows(() => held.take(A, operation()), AppError).code, 50010);
  const refusal = assertThrows(() => held.take(B, operation()), AppError);
  assertEquals([refusal.code, refusal.facts], [50008, { lock_owner: A }]);
  assertEquals(held.lockStatus, {
    type: "lock_status",
    locked: true,
    lock_owner: A,
    message: `Locked by ${A}`,
  });
  lease[Symbol.dispose]();
  assertEquals(held.lockStatus.locked, false);
  held.take(B, operation())[Symbol.dispose]();
  assertEquals(announced, [A, null, B, null]);
});

Deno.test("Leases.take: with the lock off, each connection has its own, and nothing is announced", () => {
  const { leases: held, announced } = leases(false);
  using _a = held.take(A, operation());
  using _b = held.take(B, operation());
  assertEquals(assertThrows(() => held.take(A, operation()), AppError).code, 50010);
  assertEquals(held.lockStatus.locked, false);
  assertEquals(announced, []);
});

Deno.test("Leases.runningOf: finds the connection's own operation, 50011 without one", () => {
  const { leases: held } = leases(true);
  assertEquals(assertThrows(() => held.runningOf(A), AppError).code, 50011);
  const mine = operation();
  using _lease = held.take(A, mine);
  assertStrictEquals(held.runningOf(A), mine);
  assertEquals(assertThrows(() => held.runningOf(B), AppError).code, 50011);
});
