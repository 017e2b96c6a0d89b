import type { Audit, AuditEvent } from "../domain/audit.ts";
import type { JobDefinitions, StoredJob } from "../domain/job_store.ts";
import type { Principal } from "../domain/principal.ts";
import { permitJob, permitRole } from "../domain/rights.ts";
import { hasEnded, type RunView, type StepDecision } from "../domain/run.ts";
import { seesRun } from "../domain/sees.ts";
import { AppError } from "../errors.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import type { Run } from "../protocol/rest/run_records.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { Actor, StartRequest } from "./actor.ts";
import { firstRepeated } from "./first_repeated.ts";
import { JobCatalogue } from "./job_catalogue.ts";
import { JobRuns } from "./job_runs.ts";
import { JobSchedule } from "./job_schedule.ts";
import { JobViews } from "./job_views.ts";
import { newRun, type RunRequest } from "./new_run.ts";
import type { RunBroadcast } from "./run_broadcast.ts";
import { planOf } from "./run_plan.ts";
import type { RunPorts } from "./run_ports.ts";

/** Options for {@linkcode Jobs}. */
export interface JobsOptions extends Omit<RunPorts, "feed"> {
  /** Receiver of changes. */
  readonly feed: RunBroadcast;
  /** Stored definitions. */
  readonly definitions: JobDefinitions;
  /** Path of the folder of jobs. */
  readonly folder: string;
  /** Built-in jobs. */
  readonly builtIn: readonly JobDefinition[];
  /** Audit trail. */
  readonly audit: Pick<Audit, "record">;
  /** Returns a new UUID of version 7. */
  readonly newRunId: () => string;
}

/** Time for which a key of a start is remembered, in milliseconds. */
const KEY_MS = 86_400_000;

/** Jobs, their runs and their schedules, for people with rights. Disposing it stops all work. */
export class Jobs implements Disposable {
  /** Definitions. */
  readonly catalogue: JobCatalogue;
  /** Jobs and runs as people see them. */
  readonly views: JobViews;
  /** Receiver of changes. */
  readonly feed: RunBroadcast;
  readonly #options: JobsOptions;
  readonly #runs: JobRuns;
  readonly #schedule: JobSchedule;

  /** Creates it without doing anything: {@linkcode begin} does. */
  constructor(options: JobsOptions) {
    this.#options = options;
    this.feed = options.feed;
    const now = () => new Date();
    this.catalogue = new JobCatalogue({ ...options, now });
    this.views = new JobViews({ ...options, catalogue: this.catalogue });
    this.#runs = new JobRuns({
      ...options,
      onRestored: () => this.#schedule.skipMissed(now()),
    });
    this.#schedule = new JobSchedule({
      ...options,
      catalogue: this.catalogue,
      newRun: (job, at) => this.#newRun({ job, at, trigger: "schedule", triggered_by: null }),
      isRunning: (job) => this.#runs.isRunning(job),
      take: (runId) => this.#runs.take(runId),
    });
  }

  /** Goes on with all runs that have not ended. @throws {AppError} 41000 */
  begin(): void {
    this.#runs.begin();
  }

  /** Starts the scheduled runs that are due. Called every minute. Never throws. */
  tick(now: Date): void {
    this.#schedule.tick(now);
  }

  /**
   * Starts a run.
   *
   * @throws {AppError} 11001, 12000, 52000, 52003, 41000
   */
  start(request: StartRequest, actor: Actor): Run {
    const { principal } = actor;
    const { definition, trigger } = request;
    if (definition !== undefined && trigger !== "command") permitRole(principal, "admin");
    const key = request.idempotency_key;
    const startKey = key === undefined ? undefined : JSON.stringify([principal.name, key]);
    const since = new Date(Date.now() - KEY_MS).toISOString();
    const known = startKey && this.#options.store.startedBy(startKey, since);
    if (known !== undefined) return this.view(known, principal).run;
    const { run } = this.#prepare(request, principal);
    if (definition !== undefined) this.#options.definitions.keep(definition);
    this.#runs.add(run, startKey);
    this.#record("job_start", actor, { run, detail: request.command ?? null });
    return run;
  }

  /**
   * Returns what a request would start. Nothing is started or stored.
   *
   * @throws {AppError} 11001, 12000, 52000, 52003, 41000
   */
  async plan(
    request: StartRequest,
    options: { principal: Principal; signal: AbortSignal },
  ): Promise<EventOf<"run_plan">> {
    return await planOf(this.#options, this.#prepare(request, options.principal), options);
  }

  /** Returns a run that a principal sees. @throws {AppError} 52000, 11001, 41000 */
  view(runId: string, principal: Principal): RunView {
    const view = this.#runs.view(runId);
    if (seesRun(principal, view.run)) return view;
    throw new AppError("ACCESS_DENIED", `The token is not for the servers of the run ${runId}`);
  }

  /** Output of the attempts. */
  get output(): RunPorts["store"]["output"] {
    return this.#options.store.output;
  }

  /** Cancels a run. @throws {AppError} 52000, 11001, 14000, 41000, 50012 */
  cancel(runId: string, actor: Actor): RunView {
    const { run } = this.#permitted(runId, actor);
    this.#runs.cancel(runId);
    this.#record("job_cancel", actor, { run });
    return this.#runs.view(runId);
  }

  /** Decides about a step. @throws {AppError} 52000, 11001, 14000, 41000, 50012 */
  decide(runId: string, decision: Omit<StepDecision, "by">, actor: Actor): RunView {
    const { run, definition } = this.#permitted(runId, actor);
    const step = definition.steps[Number(decision.path) - 1];
    if (step !== undefined && "approval" in step) permitRole(actor.principal, step.approval.role);
    this.#runs.decide(runId, { ...decision, by: actor.principal.name });
    const { path, comment } = decision;
    const detail = [`step ${path}`, comment].filter((text) => text !== null).join(": ");
    this.#record("job_decide", actor, { run, outcome: decision.decision, detail });
    return this.#runs.view(runId);
  }

  /**
   * Repeats a run that has ended, from a step on, as a new run.
   *
   * @throws {AppError} 52000, 11001, 12000 for a step that it has not, 14000 when it has not ended,
   * 52003, 41000
   */
  retry(runId: string, fromStep: string | undefined, actor: Actor): Run {
    const { run: before, definition } = this.#permitted(runId, actor);
    if (!hasEnded(before)) throw new AppError("NOT_ALLOWED", "The run has not ended: cancel it");
    const path = firstRepeated(before, fromStep);
    const run = this.#newRun({
      job: { definition, hash: before.hash },
      at: new Date(),
      trigger: before.trigger === "command" ? "command" : "retry",
      triggered_by: actor.principal.name,
      repeats: { run: before, fromStep: path },
    });
    this.#runs.add(run);
    this.#record("job_start", actor, { run, detail: `repeats ${runId} from step ${path}` });
    return run;
  }

  /**
   * Stores a definition. Its schedule has the rights of the service, so that the scopes of the
   * actor must allow all that the job does, and the job that it replaces.
   *
   * @throws {AppError} 11001, 12000, 14000, 41000
   */
  save(name: string, definition: JobDefinition, actor: Actor): StoredJob {
    this.#permitChange(name, actor);
    this.#permitDefinition({ definition }, actor);
    const job = this.catalogue.save(name, { value: definition, by: actor.principal.name });
    this.#record("job_change", actor, { subject: name, detail: `definition ${job.hash}` });
    return job;
  }

  /** Removes a definition. @throws {AppError} 11001, 52000, 14000, 41000 */
  remove(name: string, actor: Actor): void {
    this.#permitChange(name, actor);
    this.catalogue.remove(name);
    this.#record("job_change", actor, { subject: name, detail: "removed" });
  }

  /** Stops all work. Commands on servers go on. */
  [Symbol.dispose](): void {
    this.#runs[Symbol.dispose]();
  }

  /** Returns the run of a request. @throws {AppError} 11001, 12000, 52000, 52003, 41000 */
  #prepare(
    { job: name, definition, inputs, trigger = "manual" }: StartRequest,
    principal: Principal,
  ): Pick<RunView, "run" | "definition"> {
    const job = definition === undefined ? this.catalogue.find(name ?? "") : {
      definition,
      hash: this.#options.definitions.hashOf(definition),
    };
    const { name: triggered_by } = principal;
    const run = this.#newRun({ job, inputs, at: new Date(), trigger, triggered_by });
    permitJob(principal, { ...run, steps: job.definition.steps });
    return { run, definition: job.definition };
  }

  #newRun(request: Omit<RunRequest, "runId">): Run {
    return newRun({ ...request, runId: this.#options.newRunId() }, this.#options);
  }

  /** Checks the rights to change a job, if there is one. @throws {AppError} 11001, 41000 */
  #permitChange(name: string, actor: Actor): void {
    const known = this.catalogue.list().find(({ job }) => job?.name === name);
    if (known?.job !== undefined) this.#permitDefinition(known.job, actor);
  }

  #permitDefinition(job: Pick<StoredJob, "definition">, { principal }: Actor): void {
    const servers = this.views.serversOf(job) ?? ["*"];
    permitJob(principal, { servers, steps: job.definition.steps });
  }

  /** Returns a run that the actor may change. @throws {AppError} 52000, 11001, 41000 */
  #permitted(runId: string, { principal }: Actor): RunView {
    const view = this.view(runId, principal);
    permitJob(principal, { ...view.run, steps: view.definition.steps });
    return view;
  }

  #record(
    action: AuditEvent["action"],
    { principal, address, clientId }: Actor,
    { run, ...event }: Partial<AuditEvent> & { run?: Run },
  ): void {
    const subject = run === undefined ? {} : { subject: run.job, operationId: run.run_id };
    this.#options.audit.record({
      action,
      name: principal.name,
      address,
      clientId,
      ...subject,
      ...event,
    });
  }
}
