import type { Attempt } from "../domain/run.ts";
import type { AppError } from "../errors.ts";
import type { JobCommandStep, JobStep } from "../protocol/job_steps.ts";
import type { RunEffect, RunEvent } from "./run_event.ts";

/** Effect that one act performs at a time. */
export type MainEffect = Exclude<
  RunEffect,
  { readonly kind: "stop" | "release" | "clean" | "cancel" }
>;

/** Returns a step that runs a command. @throws {TypeError} when it runs none */
export function commandStepOf(step: JobStep): JobCommandStep {
  if ("command" in step) return step;
  throw new TypeError("the step has no command");
}

/** Returns the event of an attempt that failed before its command told an exit code. */
export function failedAttempt({ id }: Attempt, error: AppError): RunEvent {
  const result = { exitCode: null, signal: null, isStopped: false, error };
  return { type: "ended", attempt: id, result };
}

/** Returns the event of an act that failed by itself. */
export function failureOf(effect: MainEffect, error: AppError): RunEvent {
  if ("attempt" in effect) {
    return error.kind === "LEASE_LOST"
      ? { type: "lease_lost", error }
      : { type: "lost", attempt: effect.attempt.id, error };
  }
  if (effect.kind === "gate") return { type: "gate_failed", error, isFinal: true };
  return effect.kind === "acquire" ? { type: "lease_lost", error } : { type: "due" };
}
