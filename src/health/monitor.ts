import type { ServerConfig } from "../config.ts";
import type { EventOf, ServerHealthStatus } from "../protocol/server_events.ts";
import type { HealthRecord, HealthRecords } from "./health_records.ts";
import { probe } from "./probe.ts";
import { hasVerdict, judge } from "./verdict.ts";

/** What a {@linkcode HealthMonitor} needs. */
export interface HealthMonitorOptions {
  /** Servers to watch. */
  readonly servers: readonly ServerConfig[];
  /** Deadline of one probe. */
  readonly timeoutMs: number;
  /** The clock. */
  readonly now: () => Date;
  /** What is remembered over restarts. */
  readonly records: HealthRecords;
  /** Is told of every server whose verdict changed; the first one is a change. */
  readonly announce: (event: EventOf<"server_health">) => void;
}

/** Knows how the configured servers are. Begins with what was last recorded of them. */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions;
  readonly #known: Map<string, HealthRecord>;
  #sweeping: Promise<void> | undefined;

  /** Reads the last records. @throws {AppError} 41000 */
  constructor(options: HealthMonitorOptions) {
    this.#options = options;
    this.#known = new Map(options.records.latest().map((record) => [record.serverName, record]));
  }

  /** How every configured server is, by name. */
  statuses(): Record<string, ServerHealthStatus> {
    const { servers } = this.#options;
    return Object.fromEntries(servers.map((server) => [server.name, this.#statusOf(server)]));
  }

  /**
   * Probes all servers at once, then announces what changed and records everything. Takes as long as the slowest probe. A
   * sweep whose signal aborts changes nothing. A call while another sweep runs joins that one and its signal.
   *
   * @throws {AppError} 41000 when the outcome can not be recorded; it counts and was announced all the same
   */
  sweep(signal: AbortSignal): Promise<void> {
    this.#sweeping ??= this.#sweep(signal).finally(() => this.#sweeping = undefined);
    return this.#sweeping;
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    const { servers, timeoutMs, now, records, announce } = this.#options;
    const at = now();
    const results = await Promise.all(servers.map(async (server) => {
      const result = await probe(server, { timeoutMs, signal });
      return { server, result };
    }));
    if (signal.aborted) return;
    const verdicts = results.map(({ server, result }) => {
      const serverName = server.name;
      const verdict = judge(this.#known.get(serverName), { serverName, result, at });
      this.#known.set(serverName, verdict.record);
      return { server, ...verdict };
    });
    for (const { server } of verdicts.filter(({ changed }) => changed)) {
      const status = this.#statusOf(server);
      const { server_name, is_healthy } = status;
      announce({ type: "server_health", server_name, is_healthy, status });
    }
    records.save(verdicts.map(({ record, changed }) => ({ record, changed })));
  }

  #statusOf({ name, host, port }: ServerConfig): ServerHealthStatus {
    const record = this.#known.get(name);
    return {
      server_name: name,
      host,
      port,
      is_healthy: record?.isHealthy ?? false,
      last_checked: record !== undefined && hasVerdict(record) ? record.lastChecked : null,
      consecutive_failures: record?.consecutiveFailures ?? 0,
      consecutive_successes: record?.consecutiveSuccesses ?? 0,
      latency_ms: record?.latencyMs ?? null,
      last_error: record?.lastError ?? null,
    };
  }
}
