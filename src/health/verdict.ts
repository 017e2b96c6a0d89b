import type { HealthRecord, Verdict } from "../domain/health.ts";
import type { ProbeResult } from "./probe.ts";

/** So many failures in a row make a server unhealthy: one may be a hiccup. One success makes it healthy. */
const FAILURES_TO_UNHEALTHY = 2;

/** Judges the server called `serverName` by what was known `before` and a probe that began `at` this time. */
export function judge(
  before: HealthRecord | undefined,
  { serverName, result, at }: { serverName: string; result: ProbeResult; at: Date },
): Verdict {
  const failures = result.ok ? 0 : (before?.consecutiveFailures ?? 0) + 1;
  const wasHealthy = before?.isHealthy ?? false;
  const record = {
    serverName,
    isHealthy: result.ok || (wasHealthy && failures < FAILURES_TO_UNHEALTHY),
    lastChecked: at.toISOString(),
    consecutiveFailures: failures,
    consecutiveSuccesses: result.ok ? (before?.consecutiveSuccesses ?? 0) + 1 : 0,
    latencyMs: result.ok ? result.latencyMs : null,
    lastError: result.ok ? null : result.error,
  };
  const changed = hasVerdict(record) && (!hasVerdict(before) || record.isHealthy !== wasHealthy);
  return { record, changed };
}

/** False until a probe succeeds or enough of them fail. */
export function hasVerdict(record: HealthRecord | undefined): boolean {
  if (record === undefined) return false;
  return record.isHealthy || record.consecutiveFailures >= FAILURES_TO_UNHEALTHY;
}
