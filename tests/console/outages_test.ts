import { assertEquals } from "@std/assert";
import { type HealthDay, outagesOf } from "../../src/console/views/servers/outages.ts";

/** Returns a time of the day in UTC: `at(14)` is 14:00. */
function at(hour: number): string {
  return new Date(Date.UTC(2026, 0, 2, hour)).toISOString();
}

/** Returns points of an hour each, from midnight on, with so many failures of 10 checks. */
function points(...failures: number[]): HealthDay["points"] & object {
  return failures.map((failures, hour) => ({
    from: at(hour),
    checks: 10,
    failures,
    latency_ms: null,
  }));
}

const HEALTHY = { is_healthy: true, last_checked: at(9) };
const UNHEALTHY = { is_healthy: false, last_checked: at(9) };

Deno.test("outagesOf: pairs changes of the verdict, newest first in the history", () => {
  const transitions = [
    { changed_at: at(7), is_healthy: true, error: null },
    { changed_at: at(5), is_healthy: false, error: null },
    { changed_at: at(4), is_healthy: false, error: null },
    { changed_at: at(2), is_healthy: true, error: null },
    { changed_at: at(1), is_healthy: false, error: null },
  ];
  assertEquals(outagesOf({ transitions, points: points(0) }, HEALTHY), [
    { from: new Date(at(1)), to: new Date(at(2)) },
    { from: new Date(at(4)), to: new Date(at(7)) },
  ]);
});

Deno.test("outagesOf: the health now begins and ends what the history does not know", () => {
  const day = { transitions: [], points: points(0, 0) };
  assertEquals(outagesOf(day, UNHEALTHY), [{ from: new Date(at(9)) }]);
  assertEquals(outagesOf(day, { is_healthy: false, last_checked: null }), []);
  const transitions = [{ changed_at: at(3), is_healthy: false, error: null }];
  assertEquals(outagesOf({ ...day, transitions }, UNHEALTHY), [{ from: new Date(at(3)) }]);
  assertEquals(outagesOf({ ...day, transitions }, HEALTHY), [
    { from: new Date(at(3)), to: new Date(at(9)) },
  ]);
});

Deno.test("outagesOf: an outage from before begins with the day, a first verdict is none", () => {
  const transitions = [{ changed_at: at(3), is_healthy: true, error: null }];
  const before = outagesOf({ transitions, points: points(10, 10, 10, 0) }, HEALTHY);
  assertEquals(before, [{ from: new Date(at(0)), to: new Date(at(3)) }]);
  assertEquals(outagesOf({ transitions, points: points(0, 0, 0, 1) }, HEALTHY), []);
  const wholeDay = outagesOf({ transitions: [], points: points(10, 10) }, UNHEALTHY);
  assertEquals(wholeDay, [{ from: new Date(at(0)) }]);
});
