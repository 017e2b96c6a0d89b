import type { Acknowledgement, CallOptions } from "./call_options.ts";
import type { PinkPageError } from "./error.ts";
import type { Operation } from "./operation.ts";

/** Steps that run one after the other in a session of their own. */
export interface Workflow {
  /** Name for people. */
  readonly name: string;
  /** Steps in their order. */
  readonly steps: readonly WorkflowStep[];
}

/** Step of a workflow: a command on a server, or a configured transfer. */
export type WorkflowStep = CommandStep | TransferStep;

/** Step that runs a command. Its stop phrase completes it, or without one the exit code 0. */
export interface CommandStep {
  /** Name for people. */
  readonly name: string;
  /** Name of the server, and the command line. */
  readonly command: { readonly server: string; readonly run: string };
  /** Text in the output that ends the command. */
  readonly stop_phrase?: string;
  /** Maximum duration in seconds. */
  readonly timeout_seconds?: number;
  /** Maximum time without output, in seconds. */
  readonly idle_timeout_seconds?: number;
}

/** Step that copies files from server to server. */
export interface TransferStep {
  /** Name for people. */
  readonly name: string;
  /** Name of the configured transfer. */
  readonly transfer: { readonly name: string };
}

/** Next step after a failure: the same once more, the one after it, or none. */
export type Decision = "again" | "skip" | "end";

/** Options for a workflow. The choice of what is acknowledged is that of its commands. */
export interface WorkflowOptions extends CallOptions, Acknowledgement {
  /** Asked when a step fails. The session is kept meanwhile. Default: `end`. */
  readonly onFailure?: (failure: StepState) => Promise<Decision>;
  /** Called with the operation of each step when it starts, to read its output from the first. */
  readonly onOperation?: (operation: Operation<unknown>, step: StepState) => void;
  /**
   * State of {@linkcode WorkflowRun.save}, for a client that has resumed the connection: the same
   * workflow goes on with its session. A step that may have been sent and is not known to the
   * service counts as failed, with an error whose reason is `lost`. Nothing is sent twice.
   */
  readonly saved?: SavedWorkflow;
}

/** Saved state of a workflow: a JSON value, opaque to callers. */
export type SavedWorkflow = { readonly version: 1 } & Record<string, unknown>;

/** State of a workflow. */
export interface WorkflowState {
  /** `waiting` for the session; `failed` until the next step is decided; `ended` by a failure. */
  readonly phase: "waiting" | "running" | "failed" | "completed" | "ended";
  /** States of the steps. */
  readonly steps: readonly StepState[];
  /** Index of the step that runs, or ran last. */
  readonly current: number;
}

/** State of a step. */
export interface StepState {
  /** Name for people. */
  readonly name: string;
  /** Course of the step. */
  readonly state: "pending" | "running" | "completed" | "failed" | "skipped";
  /** Beginning of its last run. */
  readonly startedAt?: Date;
  /** Duration of its last run, in milliseconds. */
  readonly durationMs?: number;
  /** Bytes that a transfer has written. */
  readonly bytes?: number;
  /** Bytes of the whole transfer. */
  readonly totalBytes?: number;
  /** Average rate of the last 3 s. */
  readonly bytesPerSecond?: number;
  /** Exit code of the command; null when a signal ended it. */
  readonly exitCode?: number | null;
  /** Error of a failed step. */
  readonly error?: PinkPageError;
}

/**
 * Running workflow. Iterating yields the state after each change, at most ten a second, and ends
 * with the session. Disposing it ends the workflow.
 */
export interface WorkflowRun extends AsyncIterable<WorkflowState>, AsyncDisposable {
  /** State now. */
  readonly state: WorkflowState;
  /** Operation of the current step, to read its output; null between steps. */
  readonly operation: Operation<unknown> | null;
  /** Cancels the current step, which counts as failed. */
  cancelStep(): Promise<void>;
  /** Returns what {@linkcode WorkflowOptions.saved} needs, beside the saved state of its client. */
  save(): SavedWorkflow;
  /**
   * Resolves with the last state; rejects with the error that ended it: that of the session when it
   * expired, was ended by an administrator or was lost, else that of the step.
   */
  done(): Promise<WorkflowState>;
}
