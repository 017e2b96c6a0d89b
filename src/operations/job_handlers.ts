import type { Actor } from "../jobs/actor.ts";
import type {
  CancelRunData,
  DecideStepData,
  RetryRunData,
  StartJobData,
} from "../protocol/job_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/**
 * Starts a run of a job, or answers what it would do.
 *
 * @throws {AppError} 11001, 12000, 52000, 52003, 41000
 */
export async function* startJob(
  { input, context, signal }: Call<StartJobData, OperationContext>,
): AsyncGenerator<ServerEvent> {
  const { client: { principal }, service: { jobs } } = context;
  if (input.dry_run) {
    yield await jobs.plan(input, { principal, signal });
  } else {
    const { run_id, job } = jobs.start(input, actorOf(context));
    yield { type: "run_started", run_id, job };
  }
}

/** Cancels a run. @throws {AppError} 52000, 11001, 14000, 41000, 50012 */
export async function* cancelRun(
  { input: { run_id }, context }: Call<CancelRunData, OperationContext>,
): AsyncGenerator<ServerEvent> {
  const { client: { principal }, service: { jobs } } = context;
  yield jobs.feed.statusOf(jobs.cancel(run_id, actorOf(context)), principal);
}

/** Repeats a run from a step on. @throws {AppError} 52000, 11001, 12000, 14000, 52003, 41000 */
export async function* retryRun(
  { input: { run_id: id, from_step }, context }: Call<RetryRunData, OperationContext>,
): AsyncGenerator<ServerEvent> {
  const { run_id, job } = context.service.jobs.retry(id, from_step, actorOf(context));
  yield { type: "run_started", run_id, job };
}

/** Decides about a step. @throws {AppError} 52000, 11001, 14000, 41000, 50012 */
export async function* decideStep(
  { input: { run_id, comment, ...decided }, context }: Call<DecideStepData, OperationContext>,
): AsyncGenerator<ServerEvent> {
  const { jobs } = context.service;
  const { path } = decided;
  const decision = { ...decided, comment: comment ?? null };
  const { run: { steps } } = jobs.decide(run_id, decision, actorOf(context));
  for (const step of steps) {
    if (step.path === path) yield { type: "step_status", run_id, ...step };
  }
}

/** Returns the client as the jobs know it. */
export function actorOf({ client: { principal, address, id: clientId } }: OperationContext): Actor {
  return { principal, address, clientId };
}
