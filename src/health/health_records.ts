/** What the probes of a server have shown so far. */
export interface HealthRecord {
  /** The configured server. */
  readonly serverName: string;
  /** The verdict; false before the first one. */
  readonly isHealthy: boolean;
  /** When the last probe began: ISO 8601, UTC. */
  readonly lastChecked: string;
  /** Failed probes since the last good one. */
  readonly consecutiveFailures: number;
  /** Good probes since the last failed one. */
  readonly consecutiveSuccesses: number;
  /** How long the last probe took; null when it failed. */
  readonly latencyMs: number | null;
  /** Why the last probe failed, to be read after the server's name; null when it did not. */
  readonly lastError: string | null;
}

/** Where the records outlive the process. */
export interface HealthRecords {
  /** The last record of every server that was ever probed. */
  latest(): HealthRecord[];
  /** Keeps the outcome of one sweep; `changed` marks the records with a new verdict. */
  save(sweep: readonly { readonly record: HealthRecord; readonly changed: boolean }[]): void;
}
