import type { Database } from "@db/sqlite";
import type {
  HealthFilter,
  HealthIntervals,
  HealthRecord,
  HealthRecords,
  Verdict,
} from "../domain/health.ts";
import type { HealthPoint, HealthSample, HealthTransition } from "../protocol/rest/records.ts";
import { type Check, pointsOf } from "./health_points.ts";
import { query } from "./query.ts";
import { where } from "./where.ts";
import type { Writes } from "./writes.ts";

// A sweep is one JSON text, the last parameter of each statement: four statements for any number of
// servers.
const SAVE_LATEST = `
  INSERT INTO server_health (server_name, is_healthy, last_checked, consecutive_failures,
    consecutive_successes, latency_ms, last_error)
  SELECT value ->> 'serverName', value ->> 'isHealthy', value ->> 'lastChecked',
    value ->> 'consecutiveFailures', value ->> 'consecutiveSuccesses', value ->> 'latencyMs',
    value ->> 'lastError'
  FROM json_each(?) WHERE true
  ON CONFLICT (server_name) DO UPDATE
  SET is_healthy = excluded.is_healthy, last_checked = excluded.last_checked,
    consecutive_failures = excluded.consecutive_failures,
    consecutive_successes = excluded.consecutive_successes,
    latency_ms = excluded.latency_ms, last_error = excluded.last_error`;
const SAVE_SWEEP = "INSERT OR IGNORE INTO health_sweeps (swept_at) VALUES (?)";
const SAVE_SAMPLES = `
  INSERT OR REPLACE INTO health_samples (swept_at, server_id, after_ms, ok, latency_ms, error)
  SELECT ?, server_health.id, value ->> 'afterMs', value ->> 'ok', value ->> 'latencyMs',
    iif(value ->> 'ok', NULL, value ->> 'lastError')
  FROM json_each(?) JOIN server_health ON server_name = value ->> 'serverName'`;
const SAVE_TRANSITIONS = `
  INSERT INTO health_transitions (server_id, changed_at, is_healthy, error)
  SELECT server_health.id, value ->> 'lastChecked', value ->> 'isHealthy',
    iif(value ->> 'isHealthy', NULL, value ->> 'lastError')
  FROM json_each(?) JOIN server_health ON server_name = value ->> 'serverName'
  WHERE value ->> 'changed'`;

/** Health of the servers in SQLite: the latest state, recent probes, and changes of verdicts. */
export class StoredHealthRecords implements HealthRecords {
  readonly #database: Database;
  readonly #writes: Writes;

  /** Takes an open database, which its owner closes, and the writes to it. */
  constructor(database: Database, writes: Writes) {
    this.#database = database;
    this.#writes = writes;
  }

  /**
   * Returns the last state of every server that was ever probed.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  latest(): HealthRecord[] {
    return query("The health of the servers", () => {
      const rows = this.#database.prepare(
        `SELECT server_name AS serverName, is_healthy AS isHealthy, last_checked AS lastChecked,
                consecutive_failures AS consecutiveFailures,
                consecutive_successes AS consecutiveSuccesses,
                latency_ms AS latencyMs, last_error AS lastError
         FROM server_health ORDER BY server_name`,
      ).all<HealthRecord>();
      return rows.map((row) => ({ ...row, isHealthy: Boolean(row.isHealthy) }));
    });
  }

  /** Records a sweep, in one transaction. */
  save(sweep: readonly Verdict[]): void {
    if (sweep.length === 0) return;
    const times = sweep.map(({ record }) => Date.parse(record.lastChecked));
    const sweptAt = times.reduce((first, time) => Math.min(first, time));
    const rows = JSON.stringify(sweep.map(({ record, changed }, index) => ({
      ...record,
      changed,
      ok: record.consecutiveSuccesses > 0,
      afterMs: (times[index] ?? sweptAt) - sweptAt,
    })));
    this.#writes.runAll([
      { sql: SAVE_LATEST, values: [rows] },
      { sql: SAVE_SWEEP, values: [sweptAt] },
      { sql: SAVE_SAMPLES, values: [sweptAt, rows] },
      { sql: SAVE_TRANSITIONS, values: [rows] },
    ]);
  }

  /**
   * Returns the probes of a server, newest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  samples(serverName: string, { since, until, limit }: HealthFilter): HealthSample[] {
    const { sql, values } = where([
      ["server_name = ?", serverName],
      ["swept_at >= ?", since === undefined ? undefined : Date.parse(since)],
      ["swept_at < ?", until === undefined ? undefined : Date.parse(until)],
    ]);
    return query("The health of the server", () => {
      // CROSS JOIN keeps this order: sweeps from the newest on, each searched for the server, until
      // `limit` is reached.
      const rows = this.#database.prepare(
        `SELECT swept_at + after_ms AS checked_at, ok, health_samples.latency_ms, error
         FROM server_health CROSS JOIN health_sweeps CROSS JOIN health_samples
           USING (swept_at) ${sql} AND server_id = server_health.id
         ORDER BY swept_at DESC LIMIT ?`,
      ).all<HealthSample>(...values, limit);
      return rows.map((row) => ({
        ...row,
        checked_at: new Date(row.checked_at).toISOString(),
        ok: Boolean(row.ok),
      }));
    });
  }

  /**
   * Returns the probes of a server by intervals, the oldest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  points(serverName: string, intervals: HealthIntervals): HealthPoint[] {
    const { startMs, endMs } = intervals;
    return query("The health of the server", () => {
      const checks = this.#database.prepare(
        `SELECT swept_at AS sweptAt, ok, health_samples.latency_ms AS latencyMs
         FROM server_health CROSS JOIN health_sweeps CROSS JOIN health_samples USING (swept_at)
         WHERE server_name = ? AND swept_at BETWEEN ? AND ? AND server_id = server_health.id`,
      ).all<Check>(serverName, startMs, endMs);
      return pointsOf(checks, intervals);
    });
  }

  /**
   * Returns the changes of a server's verdict, newest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  transitions(serverName: string, { since, until, limit }: HealthFilter): HealthTransition[] {
    const { sql, values } = where([
      ["server_id = (SELECT id FROM server_health WHERE server_name = ?)", serverName],
      ["changed_at >= ?", since === undefined ? undefined : new Date(since).toISOString()],
      ["changed_at < ?", until === undefined ? undefined : new Date(until).toISOString()],
    ]);
    return query("The health of the server", () => {
      const rows = this.#database.prepare(
        `SELECT changed_at, is_healthy, error FROM health_transitions ${sql}
         ORDER BY changed_at DESC, id DESC LIMIT ?`,
      ).all<HealthTransition>(...values, limit);
      return rows.map((row) => ({ ...row, is_healthy: Boolean(row.is_healthy) }));
    });
  }
}
