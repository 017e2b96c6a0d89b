import { orAborted } from "../async/or_aborted.ts";
import { Operation } from "../domain/operation.ts";
import { hasEnded, type RunView } from "../domain/run.ts";
import { AppError, type ErrorKind, ERRORS } from "../errors.ts";
import type { WatchRunData } from "../protocol/job_messages.ts";
import type { Run } from "../protocol/rest/run_records.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";
import { progressOf } from "./transfer_files.ts";
import { WatchedOutput } from "./watched_output.ts";

/**
 * Watches a run until it ends: its state, its steps and their output.
 *
 * @throws {AppError} 52000, 11001, 41000, 50010 when it is refused; the failure of the run
 */
export function watchRun(
  { input, context: { client, service }, signal, untilEnding }: Call<
    WatchRunData,
    OperationContext
  >,
): AsyncGenerator<ServerEvent> {
  service.jobs.view(input.run_id, client.principal);
  const operation = new Operation();
  untilEnding.use(service.leases.operations.attend(client, operation));
  untilEnding.use(client.keepOutput());
  untilEnding.use(operation);
  operation.stopWith(signal);
  return watch(input, { service, client, signal: operation.signal });
}

async function* watch(
  { run_id, offsets }: WatchRunData,
  { service, client: { principal }, signal }: OperationContext & { signal: AbortSignal },
): AsyncGenerator<ServerEvent> {
  const { feed } = service.jobs;
  const output = new WatchedOutput(service, offsets);
  const told = new Map<string, string>();
  for (;;) {
    signal.throwIfAborted();
    // Asked for before the state is read, so that no change is missed.
    const changed = feed.next(run_id);
    const view = service.jobs.view(run_id, principal);
    const isOver = hasEnded(view.run);
    const progress = progressIn(view.run, feed);
    const runStatus = feed.statusOf(view, principal);
    // The state is told at the start, also that of a run which has ended.
    if (!isOver || told.size === 0) yield* news(told, "run", runStatus);
    for (const step of view.run.steps) {
      const status = { type: "step_status", run_id, ...step } as const;
      const isDone = step.ended_at !== null;
      // The output of a step comes before its end.
      if (!isDone) yield* news(told, step.path, status);
      yield* output.read(view, step);
      if (progress?.path === step.path) yield* news(told, "progress", progress);
      if (isDone) yield* news(told, step.path, status);
    }
    if (isOver) {
      // The end of a run comes after those of its steps.
      yield* news(told, "run", runStatus);
      return yield ending(view);
    }
    await orAborted(signal, changed);
  }
}

/** Returns the progress of the transfer of a run; `undefined` before there is any. */
function progressIn(
  { run_id }: Pick<Run, "run_id">,
  feed: Pick<OperationContext["service"]["jobs"]["feed"], "progressOf">,
): EventOf<"transfer_progress"> | undefined {
  const progress = feed.progressOf(run_id);
  return progress && { ...progressOf(progress, progress.name), run_id, path: progress.path };
}

/** Yields an event that differs from the one before with the same name. */
function* news(
  told: Map<string, string>,
  name: string,
  event: ServerEvent,
): Generator<ServerEvent> {
  const text = JSON.stringify(event);
  if (told.get(name) === text) return;
  told.set(name, text);
  yield event;
}

/** Returns the ending of a watching. @throws {AppError} the failure of the run */
function ending({ run }: RunView): ServerEvent {
  const { run_id, job, state, created_at, ended_at, error_code, error_detail, steps } = run;
  if (state === "failed") {
    const failed = steps.find(({ state }) => state === "failed" || state === "unknown");
    const facts = failed === undefined ? {} : {
      path: failed.path,
      ...failed.exit_code !== null && { exit_code: failed.exit_code },
    };
    throw new AppError(kindOf(error_code), error_detail ?? undefined, {
      facts: { run_id, ...facts },
    });
  }
  const duration_ms = Date.parse(ended_at ?? created_at) - Date.parse(created_at);
  const how = state === "cancelled" ? "cancelled" : "completed";
  return {
    type: "complete",
    message: `Job ${how}: ${job}`,
    run_id,
    state: state === "cancelled" ? "cancelled" : "succeeded",
    duration_ms: Math.max(0, duration_ms),
  };
}

function kindOf(code: number | null): ErrorKind {
  const kinds = Object.keys(ERRORS) as ErrorKind[];
  return kinds.find((kind) => ERRORS[kind].code === code) ?? "JOB_STEP_FAILED";
}
