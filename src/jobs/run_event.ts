import type { AppError } from "../errors.ts";
import type { Attempt, RunChange, RunView, StepDecision } from "../domain/run.ts";

/** End of an attempt of which the result is known. */
export interface AttemptResult {
  /** Exit code of a command; null when a signal ended it, and for a transfer. */
  readonly exitCode: number | null;
  /** Name of the signal that ended the command; null when it was none. */
  readonly signal: string | null;
  /** Whether the stop phrase was found. */
  readonly isStopped: boolean;
  /** Whether the end of the output is missing. Default: false. */
  readonly isCut?: boolean;
  /** Failure, such as a timeout; undefined without one. */
  readonly error?: AppError | undefined;
  /** Number of copied files, and their bytes; undefined for a command. */
  readonly copied?: { readonly files: number; readonly bytes: number } | undefined;
}

/** Something that happened to a run. Events about an attempt that is over have no effect. */
export type RunEvent =
  /** The service takes the run up: after its creation, or after a start of the service. */
  | { readonly type: "begin" }
  | { readonly type: "gate_passed" }
  /** `isFinal`: waiting does not help. */
  | { readonly type: "gate_failed"; readonly error: AppError; readonly isFinal: boolean }
  /** The run has its servers, and every server knows `fence`. */
  | { readonly type: "granted"; readonly leaseId: number; readonly fence: number }
  | { readonly type: "refused"; readonly error: AppError }
  /** A server refuses the run, because it knows a higher fence. */
  | { readonly type: "lease_lost"; readonly error: AppError }
  /** An administrator has ended the lease, which lasts until it is released. */
  | { readonly type: "taken_over"; readonly error: AppError }
  | { readonly type: "released" }
  /** `isFollowed`: an earlier effect follows it already. */
  | { readonly type: "launched"; readonly attempt: string; readonly isFollowed: boolean }
  /** Nobody knows whether the command has started: a higher fence makes it known. */
  | { readonly type: "uncertain"; readonly attempt: string }
  /** The command has not started, and never will. */
  | { readonly type: "never"; readonly attempt: string }
  | { readonly type: "ended"; readonly attempt: string; readonly result: AttemptResult }
  /** The command has started, and nobody knows how it ended. */
  | { readonly type: "lost"; readonly attempt: string; readonly error: AppError }
  | { readonly type: "cleaned"; readonly attempt: string }
  /** The time of `sleep` has come. */
  | { readonly type: "due" }
  | { readonly type: "decided"; readonly decision: StepDecision }
  | { readonly type: "cancel_asked" }
  /** The database is older than what servers know: it was restored. */
  | { readonly type: "restored"; readonly error: AppError };

/** Act that a committed change leads to. Its outcome is an event. */
export type RunEffect =
  /** Check the servers: once when the run has them, else until they pass or the time is over. */
  | { readonly kind: "gate" }
  /** Ask for the servers, or for a higher fence on those that the run has, and tell it to them. */
  | { readonly kind: "acquire" }
  | { readonly kind: "launch"; readonly attempt: Attempt }
  /** Follow a command that has just been launched. */
  | { readonly kind: "follow"; readonly attempt: Attempt }
  /** Find out whether a command has started, and follow it. */
  | { readonly kind: "adopt"; readonly attempt: Attempt }
  | { readonly kind: "transfer"; readonly attempt: Attempt }
  /** Stop a command, which is followed. */
  | { readonly kind: "cancel"; readonly attempt: Attempt }
  /** Remove the directory of an attempt whose result is stored. */
  | { readonly kind: "clean"; readonly attempt: Attempt }
  /** Wait until a time, in milliseconds since 1970. */
  | { readonly kind: "sleep"; readonly untilMs: number }
  /** Stop what an earlier effect does; it brings no event any more. */
  | { readonly kind: "stop" }
  | { readonly kind: "release"; readonly leaseId: number };

/** Consequence of an event. */
export interface Advance {
  /** Run after the changes. */
  readonly view: RunView;
  /** Changes to commit together. None: the event has no effect. */
  readonly changes: readonly RunChange[];
  /** Acts to begin when the changes are committed, in order. */
  readonly effects: readonly RunEffect[];
}

/** Time of an event, and a new id for the attempt that it may lead to. */
export interface Moment {
  /** Time, in milliseconds since 1970. */
  readonly nowMs: number;
  /** UUID that was never used. */
  readonly newId: string;
  /** Random text that was never used. */
  readonly newNonce: string;
}
