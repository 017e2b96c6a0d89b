import { dropOldest } from "./outputs.ts";
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
  /** Time for which rows of the audit trail are kept, in days. */
  readonly auditDays: number;
  /** Maximum size of all outputs, in bytes. */
  readonly keptOutputBytes: number;
}

/**
 * Deletes the oldest of the records that are too old, and returns their space to the file system.
 * One call does little, so that no other work waits: called every minute, it keeps up. A record
 * without an end is never deleted.
 */
export function prune(
  writes: Writes,
  { nowMs, historyDays, auditDays, keptOutputBytes }: Retention,
): void {
  writes.confirmPlace();
  // During an outage, deletions would only fill the queue.
  if (writes.failure !== undefined) return;
  const endOfHistory = isoTime(nowMs - historyDays * DAY_MS);
  const endOfSamples = nowMs - SAMPLE_DAYS * DAY_MS;
  const oldSweeps =
    "(SELECT swept_at FROM health_sweeps WHERE swept_at < ? ORDER BY swept_at LIMIT ?)";
  const sweepValues = [endOfSamples, SLICE.sweeps];
  writes.runAll([
    deleteOld("operations", "started_at < ? AND ending IS NOT NULL", endOfHistory),
    dropOldest(keptOutputBytes),
    deleteOld("leases", "started_at < ? AND ended_by IS NOT NULL", endOfHistory),
    deleteOld("health_transitions", "changed_at < ?", endOfHistory),
    { sql: `DELETE FROM health_samples WHERE swept_at IN ${oldSweeps}`, values: sweepValues },
    { sql: `DELETE FROM health_sweeps WHERE swept_at IN ${oldSweeps}`, values: sweepValues },
    ...deleteOldRuns(endOfHistory),
    ...deleteOldAudit(isoTime(nowMs - auditDays * DAY_MS)),
    { sql: `PRAGMA incremental_vacuum(${SLICE.pages})` },
  ]);
}

/** Returns the write that deletes old rows of `table`, which `condition` compares with `end`. */
function deleteOld(table: string, condition: string, end: string): Write {
  const old = `SELECT id FROM ${table} WHERE ${condition} LIMIT ?`;
  return { sql: `DELETE FROM ${table} WHERE id IN (${old})`, values: [end, SLICE.rows] };
}

/** Returns the writes that delete old runs. Their output goes first, piece by piece. */
function deleteOldRuns(end: string): Write[] {
  const output = `FROM attempts JOIN attempt_output ON attempt_id = attempts.id
    WHERE attempts.run_id = job_runs.run_id`;
  return [
    {
      sql: `DELETE FROM attempt_output WHERE rowid IN (
        SELECT attempt_output.rowid FROM job_runs JOIN attempts USING (run_id)
          JOIN attempt_output ON attempt_id = attempts.id WHERE job_runs.ended_at < ? LIMIT ?)`,
      values: [end, SLICE.rows],
    },
    deleteOld("job_runs", `ended_at < ? AND NOT EXISTS (SELECT 1 ${output})`, end),
    {
      // The last time of each job stays: later ones are found after it.
      sql: `DELETE FROM schedule_fires WHERE fire_at < ? AND fire_at <
        (SELECT max(fire_at) FROM schedule_fires AS last WHERE last.job = schedule_fires.job)`,
      values: [end],
    },
  ];
}

/** Oldest rows of the audit trail. */
const OLDEST_AUDIT = `(SELECT id, at FROM audit ORDER BY id LIMIT ${SLICE.rows})`;
/** Id of the last of the oldest rows that are all too old. */
const LAST_OLD_AUDIT = `(SELECT max(id) FROM ${OLDEST_AUDIT} WHERE id < coalesce(
  (SELECT min(id) FROM ${OLDEST_AUDIT} WHERE at >= ?), 1 + (SELECT max(id) FROM ${OLDEST_AUDIT})))`;

/**
 * Returns the writes that delete rows of the audit trail before `end`. The last of them becomes the
 * anchor, whose hash the rest of the chain begins with.
 */
function deleteOldAudit(end: string): Write[] {
  const cleared = ["name", "address", "connection_id", "operation_id", "subject", "outcome"]
    .map((column) => `${column} = NULL, `).join("");
  return [
    {
      sql: `UPDATE audit SET ${cleared} detail = NULL, action = 'anchor'
        WHERE id = ${LAST_OLD_AUDIT} AND action <> 'anchor'`,
      values: [end],
    },
    { sql: `DELETE FROM audit WHERE id < ${LAST_OLD_AUDIT}`, values: [end] },
  ];
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
