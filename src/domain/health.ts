import type { HealthPoint, HealthSample, HealthTransition } from "../protocol/rest/records.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";

/** State of a server's health after its last probe. */
export interface HealthRecord {
  /** Name of the server. */
  readonly serverName: string;
  /** Whether the verdict is healthy; false before the first verdict. */
  readonly isHealthy: boolean;
  /** Start of the sweep with the last probe, ISO 8601 in UTC. */
  readonly lastChecked: string;
  /** Number of failed probes since the last successful one. */
  readonly consecutiveFailures: number;
  /** Number of successful probes since the last failed one. */
  readonly consecutiveSuccesses: number;
  /** Duration of the last probe, in milliseconds; null when it failed. */
  readonly latencyMs: number | null;
  /** Fault that the last probe found, worded to follow the server's name; null for none. */
  readonly lastError: string | null;
}

/** Result of judging a probe. */
export interface Verdict {
  /** State of the server now. */
  readonly record: HealthRecord;
  /** Whether the verdict is the first one, or differs from the one before. */
  readonly changed: boolean;
}

/** Filter for samples and transitions of a server. */
export interface HealthFilter {
  /** Earliest time, ISO 8601. The time of a sample is the start of its sweep. */
  readonly since?: string | undefined;
  /** Time after the latest one, ISO 8601. */
  readonly until?: string | undefined;
  /** Maximum number of records. */
  readonly limit: number;
}

/** Intervals of equal length that end at one time. */
export interface HealthIntervals {
  /** Number of intervals. */
  readonly count: number;
  /** Start of the first one, in milliseconds since 1970. */
  readonly startMs: number;
  /** End of the last one, which it includes, in milliseconds since 1970. */
  readonly endMs: number;
}

/** Port to the health records that outlive the process. */
export interface HealthRecords {
  /**
   * Returns the last state of every server that was ever probed.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  latest(): HealthRecord[];
  /** Records a sweep, in one transaction. */
  save(sweep: readonly Verdict[]): void;
  /**
   * Returns the probes of a server, newest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  samples(serverName: string, filter: HealthFilter): HealthSample[];
  /**
   * Returns the probes of a server by intervals, the oldest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  points(serverName: string, intervals: HealthIntervals): HealthPoint[];
  /**
   * Returns the changes of a server's verdict, newest first.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  transitions(serverName: string, filter: HealthFilter): HealthTransition[];
}

/** Port to the present health of the servers. */
export interface Health {
  /** Returns the status of every configured server, by name. */
  statuses(): Readonly<Record<string, ServerHealthStatus>>;
}
