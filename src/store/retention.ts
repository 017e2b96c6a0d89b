import type { Write, Writes } from "./writes.ts";

const DAY_MS = 86_400_000;

/** Time for which single probes are kept, in days. */
const SAMPLE_DAYS = 7;

/** Maximum of what one call deletes and frees. A minute adds two sweeps. */
const SLICE = { rows: 500, sweeps: 10, pages: 500 } as const;

/** Options for {@linkcode prune}. */
export interface Retention {
  /** Present time, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Time for which operations, leases and changes of verdicts are kept, in days. */
  readonly historyDays: number;
}

/**
 * Deletes the oldest of the records that are too old, and returns their space to the file system.
 * One call does little, so that no other work waits: called every minute, it keeps up. A record
 * without an end is never deleted.
 */
export function prune(writes: Writes, { nowMs, historyDays }: Retention): void {
  writes.confirmPlace();
  // During an outage, deletions would only fill the queue.
  if (writes.failure !== undefined) return;
  const endOfHistory = new Date(nowMs - historyDays * DAY_MS).toISOString();
  const endOfSamples = nowMs - SAMPLE_DAYS * DAY_MS;
  const oldSweeps =
    "(SELECT swept_at FROM health_sweeps WHERE swept_at < ? ORDER BY swept_at LIMIT ?)";
  const sweepValues = [endOfSamples, SLICE.sweeps];
  writes.runAll([
    deleteOld("operations", "started_at < ? AND ending IS NOT NULL", endOfHistory),
    deleteOld("leases", "started_at < ? AND ended_by IS NOT NULL", endOfHistory),
    deleteOld("health_transitions", "changed_at < ?", endOfHistory),
    { sql: `DELETE FROM health_samples WHERE swept_at IN ${oldSweeps}`, values: sweepValues },
    { sql: `DELETE FROM health_sweeps WHERE swept_at IN ${oldSweeps}`, values: sweepValues },
    { sql: `PRAGMA incremental_vacuum(${SLICE.pages})` },
  ]);
}

/** Returns the write that deletes old rows of `table`, which `condition` compares with `end`. */
function deleteOld(table: string, condition: string, end: string): Write {
  const old = `SELECT id FROM ${table} WHERE ${condition} LIMIT ?`;
  return { sql: `DELETE FROM ${table} WHERE id IN (${old})`, values: [end, SLICE.rows] };
}
