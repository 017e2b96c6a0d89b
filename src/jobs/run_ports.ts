import type { Detached } from "../domain/detached.ts";
import type { RunStore } from "../domain/job_store.ts";
import type { LayerProbes } from "../domain/probed_layers.ts";
import type { RunLeases } from "../domain/run_leases.ts";
import type { RunView } from "../domain/run.ts";
import type { Server } from "../domain/server.ts";
import type { Transfer, Transfers } from "../domain/transfer.ts";
import type { Log } from "../log.ts";
import type { RunFeed } from "./run_feed.ts";

/** Point in the work of a run at which a test can end the service. */
export type Checkpoint =
  | "planned"
  | "launched"
  | "running"
  | "appended"
  | "ended"
  | "removed"
  | "committed";

/** Ports of running jobs to the rest of the service. */
export interface RunPorts {
  /** Runs. */
  readonly store: RunStore;
  /** Leases of runs. */
  readonly leases: RunLeases;
  /** Commands that their servers keep. */
  readonly detached: Detached;
  /** Transfers. */
  readonly copying: Transfers;
  /** Tries servers layer by layer. */
  readonly layers: LayerProbes;
  /** Configured servers. */
  readonly servers: readonly Server[];
  /** Configured transfers. */
  readonly transfers: readonly Transfer[];
  /** Receiver of changes, for those that watch. */
  readonly feed: RunFeed;
  /** Log for runs that begin and end, and for failures. */
  readonly log: Log;
  /** Time for which a server can be out of reach, in seconds. */
  readonly reattachSeconds: number;
  /** Number of days for which runs are kept. */
  readonly historyDays: number;
  /** Maximum size of the spool of a command, in bytes. */
  readonly spoolBytes: number;
  /** Called at each {@linkcode Checkpoint}. Default: nothing. */
  readonly checkpoint?: ((point: Checkpoint) => void) | undefined;
}

/** Returns a server of a run. @throws {Error} when it is not configured any more */
export function serverIn({ servers }: Pick<RunPorts, "servers">, name: string): Server {
  const server = servers.find((server) => server.name === name);
  if (server === undefined) throw new Error(`${name} is not configured any more`);
  return server;
}

/** Returns the names of the servers of a run's lease. */
export function leasedServers(
  { servers }: Pick<RunPorts, "servers">,
  { run }: Pick<RunView, "run">,
): string[] {
  return run.servers.includes("*") ? servers.map(({ name }) => name) : run.servers;
}
