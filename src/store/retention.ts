import type { Write, Writes } from "./writes.ts";

const DAY_MS = 86_400_000;

/** How long single probes are kept. */
const SAMPLE_DAYS = 7;

/** At most so much goes in one call: of sweeps, five times what comes in a minute. */
const SLICE = { rows: 500, sweeps: 10, pages: 500 } as const;

/** What is kept for how long. */
export interface Retention {
  /** The present, in milliseconds since 1970. */
  readonly nowMs: number;
  /** How long operations, sessions, locks and changes of a server's health are kept. */
  readonly historyDays: number;
}

/**
 * Deletes the oldest of what is older than it may be, and gives its space back to the file system. One call does little, so that
 * nothing else waits for it: called every minute, it keeps up. What runs is never deleted, however old.
 */
export function prune(writes: Writes, { nowMs, historyDays }: Retention): void {
  writes.confirmPlace();
  // To delete is to write too: it would only fill the queue.
  if (writes.failure !== undefined) return;
  const endOfHistory = new Date(nowMs - historyDays * DAY_MS).toISOString();
  const endOfSamples = nowMs - SAMPLE_DAYS * DAY_MS;
  const oldSweeps =
    "(SELECT swept_at FROM health_sweeps WHERE swept_at < ? ORDER BY swept_at LIMIT ?)";
  const sweepValues = [endOfSamples, SLICE.sweeps];
  writes.runAll([
    deleteOld("runs", "started_at < ? AND ending IS NOT NULL", endOfHistory),
    deleteOld("holds", "started_at < ? AND ended_by IS NOT NULL", endOfHistory),
    deleteOld("health_transitions", "changed_at < ?", endOfHistory),
    { sql: `DELETE FROM health_samples WHERE swept_at IN ${oldSweeps}`, values: sweepValues },
    { sql: `DELETE FROM health_sweeps WHERE swept_at IN ${oldSweeps}`, values: sweepValues },
    { sql: `PRAGMA incremental_vacuum(${SLICE.pages})` },
  ]);
}

function deleteOld(table: string, condition: string, end: string): Write {
  const old = `SELECT id FROM ${table} WHERE ${condition} LIMIT ?`;
  return { sql: `DELETE FROM ${table} WHERE id IN (${old})`, values: [end, SLICE.rows] };
}
