import type { JobStep } from "../protocol/job_steps.ts";
import type { StepRun } from "../protocol/rest/run_records.ts";
import { type Fault, fault, type Turn } from "./turn.ts";

/** Maximum number of attempts of a step beyond its tries: those that did not start, or got lost. */
const MAX_EXTRA_ATTEMPTS = 5;

/** Returns the definition of a step. */
export function definitionOf(turn: Turn, { path }: Pick<StepRun, "path">): JobStep {
  // A run has a step for each of its definition, whose paths are their numbers.
  return turn.view.definition.steps[Number(path) - 1] as JobStep;
}

/** Starts the first step that is not done, or ends the run when all are. */
export function goOn(turn: Turn): void {
  const { step } = turn;
  if (turn.view.run.state !== "running") turn.run({ state: "running" });
  if (step === undefined) return turn.end("succeeded");
  const definition = definitionOf(turn, step);
  if (!("approval" in definition)) return tryStep(turn, step);
  const untilMs = turn.nowMs + definition.approval.timeout_seconds * 1_000;
  turn.stepTo(step, {
    state: "waiting_approval",
    started_at: turn.now,
    not_before: new Date(untilMs).toISOString(),
  });
  turn.run({ state: "paused" });
  turn.effect({ kind: "sleep", untilMs });
}

/** Begins the next try of a command or transfer. */
export function tryStep(turn: Turn, step: StepRun): void {
  turn.stepTo(step, {
    state: "running",
    try: step.try + 1,
    not_before: null,
    started_at: step.started_at ?? turn.now,
  });
  planAgain(turn, { ...step, try: step.try + 1 });
}

/** Plans another attempt of the present try. Fails the step after too many. */
export function planAgain(turn: Turn, step: StepRun): void {
  const definition = definitionOf(turn, step);
  if ("approval" in definition) return;
  const count = turn.view.attempts.filter(({ path }) => path === step.path).length;
  if (count - step.try < MAX_EXTRA_ATTEMPTS) return turn.plan(step, definition);
  const detail = `${count} attempts did not start, or got lost: look at the server`;
  failStep(turn, { step, failure: fault("SSH_CANNOT_DETACH", detail) });
}

/** Ends a step well, and goes on with the next one. `note` is kept with it. */
export function succeedStep(turn: Turn, step: StepRun, note: string | null = null): void {
  turn.stepTo(step, {
    state: "succeeded",
    ended_at: turn.now,
    not_before: null,
    error_code: null,
    error_detail: note,
  });
  goOn(turn);
}

/** Ends a step, and the run with it. */
export function failStep(
  turn: Turn,
  { step, failure, code = "JOB_STEP_FAILED" }: {
    step: StepRun;
    failure: Fault;
    /** Kind of the failure of the run. */
    code?: "JOB_STEP_FAILED" | "JOB_STEP_UNKNOWN" | "APPROVAL_REFUSED";
  },
): void {
  turn.stepTo(step, { state: "failed", ended_at: turn.now, not_before: null, ...failure });
  turn.end("failed", fault(code, `Step ${step.path}, ${step.name}: ${failure.error_detail}`));
}

/** Tries a step again after its back-off, or fails it after its last try. */
export function retryOrFail(turn: Turn, step: StepRun, failure: Fault): void {
  const definition = definitionOf(turn, step);
  const retry = "approval" in definition ? undefined : definition.retry;
  if (retry === undefined || step.try >= retry.attempts) return failStep(turn, { step, failure });
  const untilMs = turn.nowMs + retry.backoff_seconds * 1_000 * 2 ** (step.try - 1);
  const notBefore = new Date(untilMs).toISOString();
  turn.stepTo(step, { state: "retry_wait", not_before: notBefore, ...failure });
  turn.effect({ kind: "sleep", untilMs });
}

/** Pauses a run until a person tells how its step ended. */
export function pauseUnknown(turn: Turn, step: StepRun, failure: Fault): void {
  turn.stepTo(step, { state: "unknown", not_before: null, ...failure });
  if (turn.view.run.state !== "paused") turn.run({ state: "paused" });
}
