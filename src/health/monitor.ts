import type { Announce } from "../domain/broadcast.ts";
import type { Server } from "../domain/server.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";
import type { HealthRecord, HealthRecords, Verdict } from "../domain/health.ts";
import { probe } from "./probe.ts";
import { hasVerdict, judge } from "./verdict.ts";

/** Options for {@linkcode HealthMonitor}. */
export interface HealthMonitorOptions {
  /** Servers to check. */
  readonly servers: readonly Server[];
  /** Maximum duration of a probe, in milliseconds. */
  readonly timeoutMs: number;
  /** Returns the present time. */
  readonly now: () => Date;
  /** Health records that outlive the process. */
  readonly records: Pick<HealthRecords, "latest" | "save">;
  /**
   * Called after each probe: with the topic `health` when the verdict has not changed. The first
   * verdict on a server is a change.
   */
  readonly announce: Announce<EventOf<"server_health">>;
}

/** Health of the configured servers. Starts with the last records of them. */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions;
  readonly #known: Map<string, HealthRecord>;
  #sweeping: Promise<void> | undefined;

  /**
   * Reads the last records.
   *
   * @throws {AppError} 41000 when the database cannot be read
   */
  constructor(options: HealthMonitorOptions) {
    this.#options = options;
    this.#known = new Map(options.records.latest().map((record) => [record.serverName, record]));
  }

  /** Returns the status of every configured server, by name. */
  statuses(): Record<string, ServerHealthStatus> {
    const { servers } = this.#options;
    return Object.fromEntries(servers.map((server) => [server.name, this.#statusOf(server)]));
  }

  /**
   * Probes all servers at once, announces each verdict at once, and records all verdicts at the
   * end. Takes as long as the slowest probe. A probe that `signal` ends does not count. A call
   * during a sweep joins that sweep and its signal.
   *
   * @throws {AppError} 10001 when the service itself could not probe a server; the verdict stays
   * @throws {AppError} 41000 when the verdicts cannot be recorded
   */
  sweep(signal: AbortSignal): Promise<void> {
    this.#sweeping ??= this.#sweep(signal).finally(() => this.#sweeping = undefined);
    return this.#sweeping;
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    const { servers, now, records } = this.#options;
    const at = now();
    const probes = await Promise.allSettled(
      servers.map((server) => this.#probe(server, { at, signal })),
    );
    const verdicts = probes.map((probe) => probe.status === "fulfilled" ? probe.value : undefined);
    records.save(verdicts.filter((verdict) => verdict !== undefined));
    const failed = probes.find((probe) => probe.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Probes a server. Returns `undefined` when `signal` ended the probe. */
  async #probe(
    server: Server,
    { at, signal }: { at: Date; signal: AbortSignal },
  ): Promise<Verdict | undefined> {
    const serverName = server.name;
    const result = await probe(server, { timeoutMs: this.#options.timeoutMs, signal });
    if (signal.aborted) return undefined;
    const verdict = judge(this.#known.get(serverName), { serverName, result, at });
    this.#known.set(serverName, verdict.record);
    const status = this.#statusOf(server);
    const { is_healthy } = status;
    const event = { type: "server_health", server_name: serverName, is_healthy, status } as const;
    this.#options.announce(event, verdict.changed ? undefined : "health");
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
