import type { Config } from "./config/config.ts";
import type { Broadcast } from "./domain/broadcast.ts";
import { Jobs, type JobsOptions } from "./jobs/jobs.ts";
import { RunBroadcast } from "./jobs/run_broadcast.ts";
import type { Leases } from "./leases/leases.ts";
import { UuidV7 } from "./leases/uuid_v7.ts";
import type { Log } from "./log.ts";
import type { Remote } from "./remote.ts";
import type { Store } from "./store/open_store.ts";

/** Options for {@linkcode openJobs}. */
export interface OpenJobsOptions
  extends Pick<JobsOptions, "servers" | "transfers" | "builtIn" | "layers" | "checkpoint"> {
  /** Leases, of which the runs have some. */
  readonly leases: Leases;
  /** Servers over SSH. */
  readonly remote: Remote;
  /** Database. */
  readonly store: Store;
  /** Broadcast of the states of runs. */
  readonly broadcast: Broadcast;
  /** Log. */
  readonly log: Log;
}

/** Number of bytes of a MiB. */
const MIB = 1_048_576;

/** Opens the jobs. Their runs go on after {@linkcode Jobs.begin}. The caller disposes them. */
export function openJobs(
  { jobsDir: folder, reattachSeconds, historyDays, jobSpoolMib }: Pick<
    Config,
    "jobsDir" | "reattachSeconds" | "historyDays" | "jobSpoolMib"
  >,
  { store, leases, remote, broadcast, ...parts }: OpenJobsOptions,
): Jobs {
  const ids = new UuidV7();
  return new Jobs({
    ...parts,
    ...{ folder, reattachSeconds, historyDays, spoolBytes: jobSpoolMib * MIB },
    store: store.runs,
    definitions: store.jobs,
    audit: store.audit,
    leases: leases.runs,
    detached: remote.detached,
    copying: remote.transfers,
    feed: new RunBroadcast(broadcast),
    newRunId: () => ids.next(),
  });
}
