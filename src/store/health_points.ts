import type { HealthIntervals } from "../domain/health.ts";
import type { HealthPoint } from "../protocol/rest/records.ts";

/** Probe of a server. */
export interface Check {
  /** Start of its sweep, in milliseconds since 1970. */
  readonly sweptAt: number;
  /** Whether the probe was successful: 1 or 0. */
  readonly ok: number;
  /** Duration of the probe, in milliseconds; null when it failed. */
  readonly latencyMs: number | null;
}

/** Returns one point for each interval, the oldest first. Each check is in one of them. */
export function pointsOf(
  checks: readonly Check[],
  { count, startMs, endMs }: HealthIntervals,
): HealthPoint[] {
  const lengthMs = endMs - startMs;
  const byInterval: Check[][] = Array.from({ length: count }, () => []);
  for (const check of checks) {
    // The last interval also has the check at `endMs`.
    const index = Math.floor((check.sweptAt - startMs) * count / lengthMs);
    byInterval[Math.min(index, count - 1)]?.push(check);
  }
  return byInterval.map((found, index) => ({
    // Rounded up: the check in an earlier millisecond is in the interval before.
    from: new Date(startMs + Math.ceil(index * lengthMs / count)).toISOString(),
    checks: found.length,
    failures: found.filter(({ ok }) => !ok).length,
    latency_ms: median(found.map(({ latencyMs }) => latencyMs).filter((ms) => ms !== null)),
  }));
}

/** Returns the median, to a tenth; null without a value. */
function median(values: number[]): number | null {
  const sorted = values.sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : Math.round((low + high) * 5) / 10;
}
