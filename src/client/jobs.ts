import type { PinkPageError } from "./error.ts";
import type * as wire from "./wire.ts";

/** Jobs of the service and their runs, which go on without the client. */
export interface Jobs {
  /**
   * Starts a run of a job: of its name, or of a definition as an administrator. When the answer is
   * lost with the connection it asks again, with a key that makes the start happen once.
   */
  start(job: string | wire.JobDefinition, options?: StartJobOptions): Promise<wire.RunStarted>;
  /** Returns what a run would do. Nothing is started. */
  plan(job: string | wire.JobDefinition, options?: PlanJobOptions): Promise<wire.RunPlan>;
  /** Watches a run until it ends. */
  watch(runId: string, options?: WatchRunOptions): RunWatch;
  /**
   * Cancels a run. Like `retry` and `decide` it is sent once: when the answer is lost with the
   * connection it rejects with reason `lost`, and the state of the run tells.
   */
  cancel(runId: string): Promise<wire.RunStatus>;
  /** Repeats a run that has ended, as a new run. Default: from the step that did not succeed. */
  retry(runId: string, options?: RetryRunOptions): Promise<wire.RunStarted>;
  /** Decides about a step that waits for a person. */
  decide(runId: string, decision: StepDecision): Promise<wire.StepStatus>;
}

/** Options for {@linkcode Jobs.plan}. */
export type PlanJobOptions = Pick<wire.StartJobData, "inputs">;

/** Options for {@linkcode Jobs.start}. The key is made of random numbers unless it is given. */
export type StartJobOptions = Pick<wire.StartJobData, "inputs" | "idempotency_key">;

/** Options for {@linkcode Jobs.retry}. */
export type RetryRunOptions = Omit<wire.RetryRunData, "run_id">;

/** Decision about a step, for {@linkcode Jobs.decide}. */
export type StepDecision = Omit<wire.DecideStepData, "run_id">;

/** Options for {@linkcode Jobs.watch}. */
export interface WatchRunOptions {
  /** Numbers of bytes of output that the reader has, by `attempt_id`. Default: none. */
  readonly offsets?: Readonly<Record<string, number>>;
  /** Ends the watching when aborted. */
  readonly signal?: AbortSignal;
}

/** Event of a run that is watched. A slow reader gets only the newest progress of a transfer. */
export type RunEvent =
  | wire.RunStatus
  | wire.StepStatus
  | wire.RunOutput
  | wire.TransferProgress;

/**
 * Watching of a run, which ends with the run. Iterating yields its events and then returns, or
 * throws the error of the run; `break` ends the watching alone. After a lost connection and a
 * restart of the service it goes on from the output that it has: output comes once and without a
 * gap, while states that were short can be left out. Nothing but the newest 1 Mi characters of
 * output is held for a slow reader. A client runs it in place of an operation.
 */
export interface RunWatch extends AsyncIterable<RunEvent>, AsyncDisposable {
  /** Numbers of bytes of output that the reader was handed, by `attempt_id`. */
  readonly offsets: Readonly<Record<string, number>>;
  /** Settles after its ending: with the error, or without one. Never rejects. */
  readonly ended: Promise<PinkPageError | undefined>;
  /**
   * Discards what is not read, and resolves with the good ending: the run has succeeded or was
   * cancelled. Rejects with the error of the run, or when the watching was cancelled.
   */
  done(): Promise<wire.RunComplete>;
  /** Ends the watching alone, and resolves after its ending. */
  cancel(): Promise<void>;
}
