import { assertEquals } from "@std/assert";
import { FailedLogins } from "../../src/access/failed_logins.ts";
import { AppError } from "../../src/errors.ts";

/** Returns a counter with a clock that `pass` moves on. */
function setUp() {
  let nowMs = 1_000;
  const failures = new FailedLogins(() => nowMs);
  return {
    /** Counts failures. Returns the seconds to wait after the last one; 0 when it was not over. */
    fail: (address: string, count = 1): number => {
      for (let i = 1; i < count; i++) failures.count(address);
      try {
        failures.count(address);
        return 0;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        assertEquals(error.code, 14001);
        return error.retryAfterSeconds ?? -1;
      }
    },
    pass: (ms: number) => nowMs += ms,
  };
}

Deno.test("FailedLogins.count: ten in a minute pass, the eleventh is 14001 with the wait", () => {
  const { fail, pass } = setUp();
  assertEquals(fail("192.0.2.1:1000", 10), 0);
  assertEquals(fail("192.0.2.1:2000"), 60);
  pass(20_500);
  assertEquals(fail("192.0.2.1:3000"), 40);
  pass(39_499);
  assertEquals(fail("192.0.2.1:3000"), 1);
  pass(1);
  assertEquals(fail("192.0.2.1:3000"), 0);
});

Deno.test("FailedLogins.count: the window slides, and refused failures do not lengthen it", () => {
  const { fail, pass } = setUp();
  fail("192.0.2.1", 5);
  pass(30_000);
  assertEquals([fail("192.0.2.1", 5), fail("192.0.2.1")], [0, 30]);
  pass(30_000);
  assertEquals([fail("192.0.2.1", 5), fail("192.0.2.1")], [0, 30]);
});

Deno.test("FailedLogins.count: other addresses are not disturbed; IPv6 counts by /64", () => {
  const { fail } = setUp();
  assertEquals([fail("192.0.2.1:1", 10), fail("192.0.2.2:1", 10)], [0, 0]);
  assertEquals([fail("[2001:db8::1]:1", 10), fail("[2001:db8:0:0:ffff::2]:2")], [0, 60]);
  assertEquals([fail("[2001:db8:0:1::1]:1"), fail("192.0.2.3:1")], [0, 0]);
});

Deno.test("FailedLogins.count: of more than 10,000 addresses the oldest is forgotten", () => {
  for (const [others, waitSeconds] of [[9_999, 60], [10_000, 0]] as const) {
    const { fail } = setUp();
    fail("192.0.2.1", 10);
    for (let i = 0; i < others; i++) fail(`10.0.${i >> 8}.${i & 255}`);
    assertEquals(fail("192.0.2.1"), waitSeconds);
  }
});
