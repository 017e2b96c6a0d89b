import { type Attempt, openAttempt } from "../domain/run.ts";
import { AppError } from "../errors.ts";
import type { StepRun } from "../protocol/rest/run_records.ts";
import {
  definitionOf,
  failStep,
  pauseUnknown,
  planAgain,
  retryOrFail,
  succeedStep,
} from "./advance_step.ts";
import type { AttemptResult, RunEvent } from "./run_event.ts";
import { fault, faultOf, type Turn } from "./turn.ts";

/** Event of an attempt. */
type AttemptEvent = Extract<RunEvent, { readonly attempt: string }>;

/** Serves an event of an attempt. That of an attempt which is over has no effect. */
export function onAttempt(turn: Turn, event: AttemptEvent): void {
  if (event.type === "cleaned") return turn.attempt({ id: event.attempt }, { state: "cleaned" });
  const attempt = openAttempt(turn.view);
  const { step } = turn;
  if (attempt?.id !== event.attempt || step === undefined) return;
  switch (event.type) {
    case "launched":
      return onLaunched(turn, attempt, event);
    case "uncertain":
      return turn.effect({ kind: "acquire" });
    case "never":
      close(turn, attempt);
      return isCancelling(turn) ? endCancelled(turn, step) : planAgain(turn, step);
    case "ended":
      return onEnd(turn, { attempt, step, result: event.result });
    case "lost":
      close(turn, attempt, "unknown");
      return onLost(turn, step, event.error);
  }
}

/** Follows a command that has started, and stops it when the run was cancelled meanwhile. */
function onLaunched(
  turn: Turn,
  attempt: Attempt,
  { isFollowed }: { readonly isFollowed: boolean },
): void {
  if (attempt.state === "planned") {
    turn.attempt(attempt, { state: "running", launched_at: turn.now });
  }
  if (!isFollowed) turn.effect({ kind: "follow", attempt: { ...attempt, state: "running" } });
  if (isCancelling(turn)) turn.effect({ kind: "cancel", attempt });
}

function onEnd(
  turn: Turn,
  { attempt, step, result }: { attempt: Attempt; step: StepRun; result: AttemptResult },
): void {
  close(turn, attempt);
  const { exitCode: exit_code, signal, copied } = result;
  const { files = null, bytes = null } = copied ?? {};
  turn.stepTo(step, { exit_code, signal, files, bytes });
  const failure = failureOf(turn, step, { ...result, missing: missingOf(attempt, result) });
  if (isCancelling(turn)) {
    return endCancelled(turn, step, failure === undefined ? "succeeded" : "cancelled");
  }
  if (failure === undefined) succeedStep(turn, step, missingOf(attempt, result));
  else retryOrFail(turn, step, faultOf(failure));
}

/** Ends an attempt. Its directory on the server is removed, unless it still runs there. */
function close(turn: Turn, attempt: Attempt, ofTransfer: "cleaned" | "unknown" = "cleaned"): void {
  if (attempt.server_name === null) return turn.attempt(attempt, { state: ofTransfer });
  turn.attempt(attempt, { state: "ended" });
  turn.effect({ kind: "clean", attempt });
}

/** Returns what is missing of the output, in words; null when it is whole. */
function missingOf({ server_name }: Attempt, { isCut }: AttemptResult): string | null {
  return isCut ? `The end of the output is missing: is the disk of ${server_name} full?` : null;
}

/** Returns the failure of an attempt that did not do its work; undefined for one that did. */
function failureOf(
  turn: Turn,
  step: StepRun,
  result: AttemptResult & { readonly missing: string | null },
): AppError | undefined {
  const definition = definitionOf(turn, step);
  if (result.error !== undefined || !("command" in definition)) return result.error;
  const { exitCode, signal } = result;
  const { success: { exit_codes }, stop_phrase } = definition;
  if (result.isStopped || (exitCode !== null && exit_codes.includes(exitCode))) return undefined;
  const how = exitCode === null
    ? `was ended by ${signal ?? "the server"}`
    : `ended with exit code ${exitCode}`;
  const when = stop_phrase === undefined ? "" : " before the stop phrase appeared";
  const missing = result.missing === null ? "" : `. ${result.missing}`;
  return new AppError("COMMAND_FAILED", `The command ${how}${when}${missing}`);
}

/** Does what the step says for a command whose end nobody knows. */
function onLost(turn: Turn, step: StepRun, error: AppError): void {
  const failure = fault("JOB_STEP_UNKNOWN", error.detail ?? error.message);
  if (isCancelling(turn)) {
    turn.stepTo(step, failure);
    return endCancelled(turn, step, "unknown");
  }
  const definition = definitionOf(turn, step);
  // A transfer puts files in their places in one step each: it can always be done again.
  const course = "command" in definition ? definition.on_unknown : "retry";
  if (course === "ask") return pauseUnknown(turn, step, failure);
  if (course === "retry") return planAgain(turn, step);
  failStep(turn, { step, failure, code: "JOB_STEP_UNKNOWN" });
}

/** Ends a step and its run that were cancelled. */
export function endCancelled(
  turn: Turn,
  step: StepRun | undefined,
  state: "cancelled" | "succeeded" | "unknown" = "cancelled",
): void {
  if (step !== undefined) turn.stepTo(step, { state, ended_at: turn.now, not_before: null });
  // A run that an administrator stops has the reason as its failure.
  turn.end(turn.view.run.error_code === null ? "cancelled" : "failed");
}

function isCancelling(turn: Turn): boolean {
  return turn.view.run.state === "cancelling";
}
