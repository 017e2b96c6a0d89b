import type { RunChange, RunView } from "../domain/run.ts";
import type { RunWait } from "../protocol/rest/run_records.ts";

/** Receiver of the changes of runs. */
export interface RunFeed {
  /** Tells a committed change. */
  changed(view: RunView, changes: readonly RunChange[]): void;
  /** Tells what a run waits for, until its state changes. */
  waits(view: RunView, wait: RunWait): void;
  /** Tells that output of a run was recorded. */
  recorded(runId: string): void;
}
