import type { RunChange, RunView } from "../domain/run.ts";
import type { TransferProgress } from "../domain/transfer.ts";
import type { RunWait } from "../protocol/rest/run_records.ts";

/** Progress of the transfer of a step. */
export interface RunProgress extends TransferProgress {
  /** Path of the step. */
  readonly path: string;
  /** Name of the transfer. */
  readonly name: string;
}

/** Receiver of the changes of runs. */
export interface RunFeed {
  /** Tells a committed change. */
  changed(view: RunView, changes: readonly RunChange[]): void;
  /** Tells what a run waits for, until its state changes. */
  waits(view: RunView, wait: RunWait): void;
  /** Tells the progress of a transfer, for those that watch. */
  progressed(runId: string, progress: RunProgress): void;
  /** Tells that output of a run was recorded. */
  recorded(runId: string): void;
}
