import type { RunChange, RunView } from "../domain/run.ts";
import type { QueuePlace } from "../domain/run_leases.ts";

/** Failure of a server at the gate. */
export interface GateFailure {
  /** Name of the server. */
  readonly server_name: string;
  /** Code of the failure. */
  readonly error_code: number;
  /** Reason. */
  readonly detail: string;
}

/** Cause of a wait of a run, which is not stored. */
export interface RunWait {
  /** Place among those that wait for servers; undefined when the run does not wait for them. */
  readonly place?: QueuePlace | undefined;
  /** Servers that do not pass the gate. */
  readonly gate?: readonly GateFailure[] | undefined;
}

/** Receiver of the changes of runs. */
export interface RunFeed {
  /** Tells a committed change. */
  changed(view: RunView, changes: readonly RunChange[]): void;
  /** Tells what a run waits for. */
  waits(view: RunView, wait: RunWait): void;
  /** Tells that output of a run was recorded. */
  recorded(runId: string): void;
}
