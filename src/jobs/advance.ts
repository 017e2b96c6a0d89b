import { hasEnded, openAttempt, type RunView, type StepDecision } from "../domain/run.ts";
import { AppError } from "../errors.ts";
import type { StepRun } from "../protocol/rest/run_records.ts";
import { endCancelled, onAttempt } from "./advance_attempt.ts";
import {
  definitionOf,
  failStep,
  goOn,
  pauseUnknown,
  succeedStep,
  tryStep,
} from "./advance_step.ts";
import type { Advance, Moment, RunEvent } from "./run_event.ts";
import { fault, faultOf, Turn } from "./turn.ts";

/**
 * Decides what an event changes in a run, and what has to be done then. Pure: the whole course of a
 * run is here and in the files `advance_*.ts`.
 *
 * @throws {AppError} 14000 for a decision or a cancellation that does not fit the state of the run
 */
export function advance(view: RunView, event: RunEvent, moment: Moment): Advance {
  const turn = new Turn(view, moment);
  if (hasEnded(view.run)) onEnded(turn, event);
  else if ("attempt" in event) onAttempt(turn, event);
  else onRun(turn, event);
  return turn.advance;
}

/** Serves an event after the end: releases and cleans up. @throws {AppError} 14000 for a request */
function onEnded(turn: Turn, event: RunEvent): void {
  switch (event.type) {
    case "begin":
      cleanAll(turn);
      return turn.release();
    case "granted":
      turn.run({ lease_id: event.leaseId });
      return turn.release();
    case "released":
      return turn.run({ lease_id: null });
    case "cleaned":
      return turn.attempt({ id: event.attempt }, { state: "cleaned" });
    case "cancel_asked":
    case "decided":
      throw new AppError("NOT_ALLOWED", `The run has ended: it is ${turn.view.run.state}`);
  }
}

function onRun(turn: Turn, event: Exclude<RunEvent, { readonly attempt: string }>): void {
  const { run } = turn.view;
  switch (event.type) {
    case "begin":
      return begin(turn);
    case "gate_passed":
    case "gate_failed":
      return run.state === "gating" ? onGate(turn, event) : undefined;
    case "granted":
      turn.run({ lease_id: event.leaseId, fence: event.fence });
      return onGranted(turn);
    case "refused":
      return run.state === "waiting" ? turn.end("failed", faultOf(event.error)) : undefined;
    case "lease_lost":
      return onLeaseLost(turn, event.error);
    case "taken_over":
      return onTakenOver(turn, event.error);
    case "released":
      turn.run({ lease_id: null, fence: null });
      return run.state === "gating" ? turn.effect({ kind: "gate" }) : undefined;
    case "due":
      return sleepOrAct(turn);
    case "decided":
      return decide(turn, event.decision);
    case "cancel_asked":
      return cancel(turn);
    case "restored":
      return onRestored(turn, event.error);
  }
}

/** Takes up a run: a new one, or one that a service before this one has left. */
function begin(turn: Turn): void {
  const { run, definition } = turn.view;
  cleanAll(turn);
  switch (run.state) {
    case "queued":
      if (definition.gate === undefined) return wait(turn);
      turn.run({ state: "gating" });
      return turn.effect({ kind: "gate" });
    case "gating":
      return run.lease_id === null ? turn.effect({ kind: "gate" }) : turn.release();
    default:
      // A run of a restored database can wait for a decision without servers.
      if (run.state === "paused" && run.lease_id === null) return;
      turn.effect({ kind: "acquire" });
  }
}

/** Removes the directories of attempts whose results are stored. */
function cleanAll(turn: Turn): void {
  for (const attempt of turn.view.attempts) {
    if (attempt.state === "ended") turn.effect({ kind: "clean", attempt });
  }
}

function wait(turn: Turn): void {
  turn.run({ state: "waiting" });
  turn.effect({ kind: "acquire" });
}

function onGate(turn: Turn, event: Extract<RunEvent, { type: "gate_passed" | "gate_failed" }>) {
  const hasLease = turn.view.run.lease_id !== null;
  if (event.type === "gate_passed") return hasLease ? start(turn) : wait(turn);
  if (event.isFinal) return turn.end("failed", faultOf(event.error));
  // Nobody waits for servers that are not ready: the gate is tried again without them.
  turn.run({ state: "gating" });
  if (hasLease) turn.release();
  else turn.effect({ kind: "gate" });
}

/** Goes on where the run was when it got its servers, or a higher fence on them. */
function onGranted(turn: Turn): void {
  const { run, definition } = turn.view;
  if (run.state === "waiting") {
    const waitedMs = turn.nowMs - Date.parse(run.state_at);
    const maxAgeMs = (definition.gate?.max_age_seconds ?? Infinity) * 1_000;
    if (waitedMs <= maxAgeMs || run.started_at !== null) return start(turn);
    turn.run({ state: "gating" });
    return turn.effect({ kind: "gate" });
  }
  const attempt = openAttempt(turn.view);
  if (attempt === undefined) return run.state === "cancelling" ? cancelNow(turn) : resume(turn);
  if (attempt.server_name !== null) return turn.effect({ kind: "adopt", attempt });
  // A transfer ends with the service that runs it.
  const error = new AppError("SERVICE_UNAVAILABLE", "The service ended during the transfer");
  onAttempt(turn, { type: "lost", attempt: attempt.id, error });
}

function start(turn: Turn): void {
  turn.run({ state: "running", started_at: turn.view.run.started_at ?? turn.now });
  goOn(turn);
}

/** Goes on with a step that waits, or with the next one. */
function resume(turn: Turn): void {
  const state = turn.step?.state;
  if (state === "unknown") return;
  if (state === "retry_wait" || state === "waiting_approval") return sleepOrAct(turn);
  goOn(turn);
}

/** Acts on a step whose time has come, or sleeps until then. */
function sleepOrAct(turn: Turn): void {
  const { step } = turn;
  if (step?.not_before === undefined || step.not_before === null) return;
  const untilMs = Date.parse(step.not_before);
  if (turn.nowMs < untilMs) return turn.effect({ kind: "sleep", untilMs });
  if (step.state === "retry_wait") return tryStep(turn, step);
  const definition = definitionOf(turn, step);
  if (!("approval" in definition)) return;
  const comment = "Nobody has decided in time";
  const decision = definition.approval.on_timeout;
  decide(turn, { path: step.path, decision, by: null, comment });
}

/** Decisions by the state of the step that waits for one. */
const DECISIONS: Partial<Record<StepRun["state"], readonly StepDecision["decision"][]>> = {
  waiting_approval: ["approve", "reject"],
  unknown: ["succeeded", "failed", "retry"],
};

/** Does what a person has decided. @throws {AppError} 14000 when there is nothing to decide */
function decide(turn: Turn, decided: StepDecision): void {
  const { decision, path } = decided;
  const { step } = turn;
  const choices = step?.path === path ? DECISIONS[step.state] ?? [] : [];
  if (step === undefined || !choices.includes(decision)) {
    const what = choices.length === 0 ? "waits for no decision" : `takes ${choices.join(", ")}`;
    throw new AppError("NOT_ALLOWED", `Step ${path} ${what}`);
  }
  turn.decision(decided);
  switch (decision) {
    case "approve":
      return succeedStep(turn, step);
    case "reject": {
      const failure = fault("APPROVAL_REFUSED", decided.comment ?? "The step was rejected");
      return failStep(turn, { step, failure, code: "APPROVAL_REFUSED" });
    }
    case "failed":
      return failStep(turn, {
        step,
        failure: fault("JOB_STEP_UNKNOWN", decided.comment ?? "A person says that it failed"),
      });
    default: {
      const state = decision === "retry" ? "pending" : "succeeded";
      const ended_at = decision === "retry" ? null : turn.now;
      turn.stepTo(step, { state, ended_at, error_code: null, error_detail: null });
      const hasLease = turn.view.run.lease_id !== null;
      // The fence tells whether the servers are still the run's.
      turn.run({ state: hasLease ? "running" : "waiting" });
      turn.effect({ kind: "acquire" });
    }
  }
}

/** Cancels a run. @throws {AppError} 14000 when it is being cancelled */
function cancel(turn: Turn): void {
  if (turn.view.run.state === "cancelling") {
    throw new AppError("NOT_ALLOWED", "The run is being cancelled already");
  }
  const attempt = openAttempt(turn.view);
  if (attempt?.server_name === undefined || attempt.server_name === null) return cancelNow(turn);
  turn.run({ state: "cancelling" });
  if (attempt.state === "running") turn.effect({ kind: "cancel", attempt });
}

/** Ends a run whose step, if any, has no command that runs. */
function cancelNow(turn: Turn): void {
  turn.effect({ kind: "stop" });
  const isBegun = turn.step !== undefined && turn.step.state !== "pending";
  endCancelled(turn, isBegun ? turn.step : undefined);
}

/** Ends a run that servers refuse, because another has them. A command that runs is left alone. */
function onLeaseLost(turn: Turn, error: AppError): void {
  turn.effect({ kind: "stop" });
  const { step } = turn;
  if (step !== undefined && step.state !== "pending") {
    const isOpen = openAttempt(turn.view) !== undefined;
    const state = isOpen || step.state === "unknown" ? "unknown" : "failed";
    turn.stepTo(step, { state, ended_at: turn.now, not_before: null, ...faultOf(error) });
  }
  turn.end("failed", faultOf(error));
}

/** Ends a run whose lease an administrator has ended: first what runs is cancelled. */
function onTakenOver(turn: Turn, error: AppError): void {
  turn.run(faultOf(error));
  if (turn.view.run.state !== "cancelling") cancel(turn);
}

/** Pauses a run of a restored database: what it did since the backup is not known. */
function onRestored(turn: Turn, error: AppError): void {
  turn.effect({ kind: "stop" });
  const attempt = openAttempt(turn.view);
  if (attempt !== undefined) turn.attempt(attempt, { state: "unknown" });
  const failure = fault("JOB_STEP_UNKNOWN", error.detail ?? error.message);
  if (turn.step !== undefined) pauseUnknown(turn, turn.step, failure);
}
