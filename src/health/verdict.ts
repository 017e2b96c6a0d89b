import type { HealthRecord, Verdict } from "../domain/health.ts";
import type { ProbeResult } from "./probe.ts";

/** Number of failures in a row that make a server unhealthy. One success makes it healthy. */
const FAILURES_TO_UNHEALTHY = 2;

/**
 * Judges a server by its record from `before` and the result of a probe that started `at` a time.
 */
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

/** Checks whether there is a verdict: a probe has succeeded, or enough of them have failed. */
export function hasVerdict(record: HealthRecord | undefined): boolean {
  if (record === undefined) return false;
  return record.isHealthy || record.consecutiveFailures >= FAILURES_TO_UNHEALTHY;
}
