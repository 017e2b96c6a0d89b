import { assertEquals } from "@std/assert";
import type { HealthRecord } from "../../src/domain/health.ts";
import type { ProbeResult } from "../../src/health/probe.ts";
import { hasVerdict, judge } from "../../src/health/verdict.ts";

const AT = new Date("2026-01-01T12:00:30.000Z");
const GOOD: ProbeResult = { ok: true, latencyMs: 1.5 };
const BAD: ProbeResult = { ok: false, error: "refused the connection" };

/** Returns the record of a server whose last probes were `failures` or `successes` in a row. */
function known(
  { isHealthy, failures = 0, successes = 0 }: {
    isHealthy: boolean;
    failures?: number;
    successes?: number;
  },
): HealthRecord {
  return {
    serverName: "a",
    isHealthy,
    lastChecked: "2026-01-01T12:00:00.000Z",
    consecutiveFailures: failures,
    consecutiveSuccesses: successes,
    latencyMs: failures > 0 ? null : 9,
    lastError: failures > 0 ? "closed the connection" : null,
  };
}

const CASES: readonly [
  what: string,
  before: HealthRecord | undefined,
  result: ProbeResult,
  expected: {
    isHealthy: boolean;
    failures: number;
    successes: number;
    changed: boolean;
    verdict: boolean;
  },
][] = [
  [
    "never checked, success: the first verdict",
    undefined,
    GOOD,
    { isHealthy: true, failures: 0, successes: 1, changed: true, verdict: true },
  ],
  [
    "never checked, failure: no verdict yet",
    undefined,
    BAD,
    { isHealthy: false, failures: 1, successes: 0, changed: false, verdict: false },
  ],
  [
    "one failure and no verdict, failure: the first verdict",
    known({ isHealthy: false, failures: 1 }),
    BAD,
    { isHealthy: false, failures: 2, successes: 0, changed: true, verdict: true },
  ],
  [
    "one failure and no verdict, success: the first verdict",
    known({ isHealthy: false, failures: 1 }),
    GOOD,
    { isHealthy: true, failures: 0, successes: 1, changed: true, verdict: true },
  ],
  [
    "healthy, success: stays",
    known({ isHealthy: true, successes: 4 }),
    GOOD,
    { isHealthy: true, failures: 0, successes: 5, changed: false, verdict: true },
  ],
  [
    "healthy, failure: stays for one failure",
    known({ isHealthy: true, successes: 4 }),
    BAD,
    { isHealthy: true, failures: 1, successes: 0, changed: false, verdict: true },
  ],
  [
    "healthy after one failure, success: stays",
    known({ isHealthy: true, failures: 1 }),
    GOOD,
    { isHealthy: true, failures: 0, successes: 1, changed: false, verdict: true },
  ],
  [
    "healthy after one failure, failure: unhealthy",
    known({ isHealthy: true, failures: 1 }),
    BAD,
    { isHealthy: false, failures: 2, successes: 0, changed: true, verdict: true },
  ],
  [
    "unhealthy, failure: stays",
    known({ isHealthy: false, failures: 2 }),
    BAD,
    { isHealthy: false, failures: 3, successes: 0, changed: false, verdict: true },
  ],
  [
    "unhealthy, success: healthy",
    known({ isHealthy: false, failures: 7 }),
    GOOD,
    { isHealthy: true, failures: 0, successes: 1, changed: true, verdict: true },
  ],
];

for (const [what, before, result, expected] of CASES) {
  Deno.test(`judge: ${what}`, () => {
    const { record, changed } = judge(before, { serverName: "a", result, at: AT });
    assertEquals(record, {
      serverName: "a",
      isHealthy: expected.isHealthy,
      lastChecked: "2026-01-01T12:00:30.000Z",
      consecutiveFailures: expected.failures,
      consecutiveSuccesses: expected.successes,
      latencyMs: result.ok ? 1.5 : null,
      lastError: result.ok ? null : "refused the connection",
    });
    assertEquals([changed, hasVerdict(record)], [expected.changed, expected.verdict]);
  });
}

Deno.test("hasVerdict: false without a record", () => assertEquals(hasVerdict(undefined), false));
