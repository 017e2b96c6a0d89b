import type { Server } from "../domain/server.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";
import type { HealthRecord, HealthRecords, Verdict } from "../domain/health.ts";
import { probe } from "./probe.ts";
import { hasVerdict, judge } from "./verdict.ts";

/** What a {@linkcode HealthMonitor} needs. */
export interface HealthMonitorOptions {
  /** Servers to watch. */
  readonly servers: readonly Server[];
  /** Deadline of one probe. */
  readonly timeoutMs: number;
  /** The clock. */
  readonly now: () => Date;
  /** What is remembered over restarts. */
  readonly records: Pick<HealthRecords, "latest" | "save">;
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
   * Probes all servers at once, announces each change as soon as it is known, and records everything at the end. Takes as
   * long as the slowest probe; a probe that `signal` cut short counts for nothing. A call while another sweep runs joins
   * that one and its signal.
   *
   * @throws {AppError} 10001 when a server could not be checked, by no fault of its own; its verdict stays as it was
   */
  sweep(signal: AbortSignal): Promise<void> {
    this.#sweeping ??= this.#sweep(signal).finally(() => this.#sweeping = undefined);
    return this.#sweeping;
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    const { servers, now, records } = this.#options;
    const at = now();
    const checks = await Promise.allSettled(
      servers.map((server) => this.#check(server, { at, signal })),
    );
    const verdicts = checks.map((check) => check.status === "fulfilled" ? check.value : undefined);
    records.save(verdicts.filter((verdict) => verdict !== undefined));
    const failed = checks.find((check) => check.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Probes one server. Returns nothing when `signal` ended that. */
  async #check(
    server: Server,
    { at, signal }: { at: Date; signal: AbortSignal },
  ): Promise<Verdict | undefined> {
    const serverName = server.name;
    const result = await probe(server, { timeoutMs: this.#options.timeoutMs, signal });
    if (signal.aborted) return undefined;
    const verdict = judge(this.#known.get(serverName), { serverName, result, at });
    this.#known.set(serverName, verdict.record);
    if (verdict.changed) {
      const status = this.#statusOf(server);
      const { is_healthy } = status;
      this.#options.announce({
        type: "server_health",
        server_name: serverName,
        is_healthy,
        status,
      });
    }
    return verdict;
  }

  #statusOf({ name, host, port }: Server): ServerHealthStatus {
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
