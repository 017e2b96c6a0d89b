import type { RunLease } from "../domain/run_leases.ts";
import type { RunView } from "../domain/run.ts";
import { serverSetOf } from "../domain/server_set.ts";
import { AppError, toAppError } from "../errors.ts";
import { filled } from "../protocol/job_placeholders.ts";
import { Fence, newFence, type RestoredListener } from "./fence.ts";
import type { RunEvent } from "./run_event.ts";
import { leasedServers, type RunPorts } from "./run_ports.ts";

/** Options for {@linkcode RunServers}. */
export interface RunServersOptions {
  /** Returns the run after its last committed change. */
  readonly view: () => RunView;
  /** Takes the outcome of an act, and the end of a lease by an administrator. */
  readonly serve: (event: RunEvent) => void;
  /** Called when a server knows what the database does not: the database was restored. */
  readonly onRestored: RestoredListener;
  /** Called when the run has given its servers back, which know its fence. */
  readonly onReleased: (servers: readonly string[], fence: number) => void;
  /** Aborts when the service does not work on the run any more. */
  readonly over: AbortSignal;
}

/** Servers of a run: their lease, and the fence on them. */
export class RunServers {
  readonly #ports: RunPorts;
  readonly #options: RunServersOptions;
  #lease: RunLease | undefined;
  #fence: Fence | undefined;

  /** Creates it without a lease. */
  constructor(ports: RunPorts, options: RunServersOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Fence on the servers; undefined before the first grant. */
  get fence(): Fence | undefined {
    return this.#fence;
  }

  /** Lease that the run has, also from a service before this one. */
  get lease(): RunLease | undefined {
    const { run_id } = this.#options.view().run;
    return this.#lease ?? this.#ports.leases.resumed.find(({ runId }) => runId === run_id);
  }

  /**
   * Gets the servers, or a higher fence on them, and tells it to them.
   *
   * @throws the reason of `signal`
   */
  async acquire(signal: AbortSignal): Promise<RunEvent> {
    const view = this.#options.view();
    const held = this.lease;
    if (held === undefined && view.run.lease_id !== null) {
      return { type: "lease_lost", error: new AppError("LEASE_LOST", "The run has no lease") };
    }
    const lease = held ?? await this.#ask(view, signal);
    if (lease instanceof AppError) return { type: "refused", error: lease };
    if (this.#lease !== lease) this.#watch(lease);
    const number = held === undefined ? lease.fence : await newFence(lease, signal);
    const { onRestored, over } = this.#options;
    this.#fence = new Fence(this.#ports, { number, signal: over, onRestored });
    await this.#fence.raiseAll(leasedServers(this.#ports, view));
    return { type: "granted", leaseId: lease.leaseId, fence: number };
  }

  /** Gives the servers back. */
  release(): Promise<RunEvent> {
    const names = leasedServers(this.#ports, this.#options.view());
    const fence = this.#fence;
    this.lease?.release();
    this.#lease = undefined;
    this.#fence = undefined;
    if (fence !== undefined) this.#options.onReleased(names, fence.number);
    return Promise.resolve({ type: "released" });
  }

  /** Asks for the servers. Returns the lease, or the refusal. */
  async #ask(view: RunView, signal: AbortSignal): Promise<RunLease | AppError> {
    const { run, definition: { lease: { wait_seconds, reason } } } = view;
    const leftMs = Date.parse(run.state_at) + wait_seconds * 1_000 - Date.now();
    try {
      return await this.#ports.leases.acquire({
        runId: run.run_id,
        ownerName: run.triggered_by,
        servers: serverSetOf(run.servers),
        reason: reason === undefined ? `Job ${run.job}` : filled(reason, run),
        waitSeconds: Math.max(0, leftMs / 1_000),
        onPosition: (place) => this.#ports.feed.waits(this.#options.view(), place),
        signal,
      });
    } catch (cause) {
      signal.throwIfAborted();
      return toAppError(cause);
    }
  }

  #watch(lease: RunLease): void {
    this.#lease = lease;
    const { serve, over } = this.#options;
    const end = () => serve({ type: "taken_over", error: toAppError(lease.signal.reason) });
    if (lease.signal.aborted) end();
    else lease.signal.addEventListener("abort", end, { signal: over, once: true });
  }
}
