import { assertEquals, assertMatch } from "@std/assert";
import { UuidV7 } from "../../src/leases/uuid_v7.ts";

/** Milliseconds since 1970 in a UUID of version 7. */
function timeOf(id: string): number {
  return parseInt(id.replace("-", "").slice(0, 12), 16);
}

Deno.test("UuidV7.next: is of version 7 and begins with its time", () => {
  const nowMs = 1_645_557_742_000; // The example of RFC 9562, A.6.
  const id = new UuidV7().next(nowMs);
  assertMatch(id, /^017f22e2-79b0-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assertEquals(timeOf(new UuidV7().next(1)), 1);
});

Deno.test(
  "UuidV7.next: only rises, within a millisecond, beyond its counter, and when the clock goes back",
  () => {
    const ids = new UuidV7();
    const made = [1_000, ...new Array(10_000).fill(1_001), 999, 1_002, 2_000].map((nowMs) =>
      ids.next(nowMs)
    );
    assertEquals(made, [...new Set(made)].sort());
    assertEquals([timeOf(made[0] ?? ""), timeOf(made.at(-1) ?? "")], [1_000, 2_000]);
  },
);

Deno.test("UuidV7.next: two generators make different ids", () => {
  assertEquals(new UuidV7().next(1) === new UuidV7().next(1), false);
});
