import type { StoredJob } from "../domain/job_store.ts";
import type { Server } from "../domain/server.ts";
import type { Transfer } from "../domain/transfer.ts";
import { AppError, type FieldFault } from "../errors.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import { filled } from "../protocol/job_placeholders.ts";
import type { JobStep } from "../protocol/job_steps.ts";
import type { Run, StepRun } from "../protocol/rest/run_records.ts";
import { dayOf } from "./fire_times.ts";

/** Configuration that the steps of jobs name. */
export interface Configured {
  /** Configured servers. */
  readonly servers: readonly Pick<Server, "name">[];
  /** Configured transfers. */
  readonly transfers: readonly Transfer[];
}

/** Request for a run. */
export interface RunRequest extends Pick<Run, "trigger" | "triggered_by"> {
  /** Definition of the job, with its hash. */
  readonly job: Pick<StoredJob, "definition" | "hash">;
  /** Values of inputs, by name. Default: those of the definition. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** Time that the run is for. */
  readonly at: Date;
  /** Id of the run: a UUID of version 7. */
  readonly runId: string;
  /** Run that this one repeats, from the step with a path on; the steps before it are skipped. */
  readonly repeats?: { readonly run: Run; readonly fromStep: string } | undefined;
}

/**
 * Returns a new run, of which nothing is stored.
 *
 * @throws {AppError} 12000 for inputs that the job does not take, 52003 when a step names a server
 * or transfer that is not configured, or a server that is not in the lease
 */
export function newRun(request: RunRequest, configured: Configured): Run {
  const { job: { definition, hash }, at, runId, repeats, trigger, triggered_by } = request;
  const time = new Date().toISOString();
  const today = repeats?.run.today ?? dayOf(at, definition.schedule?.time_zone ?? "UTC");
  const given = request.inputs ?? repeats?.run.inputs ?? {};
  return {
    run_id: runId,
    job: definition.name,
    hash,
    state: "queued",
    state_at: time,
    trigger,
    triggered_by,
    inputs: inputsOf(definition, given, today),
    today,
    servers: serversOf(definition, configured),
    retry_of: repeats?.run.run_id ?? null,
    from_step: repeats?.fromStep ?? null,
    lease_id: null,
    fence: null,
    created_at: time,
    started_at: null,
    ended_at: null,
    error_code: null,
    error_detail: null,
    steps: definition.steps.map((step, index) => newStep(step, { index, repeats })),
  };
}

function newStep(
  step: JobStep,
  { index, repeats }: { index: number; repeats: RunRequest["repeats"] },
): StepRun {
  const path = String(index + 1);
  const done = repeats !== undefined && index + 1 < Number(repeats.fromStep);
  const earlier = done ? repeats.run.steps[index] : undefined;
  return {
    path,
    name: step.name,
    kind: kindOf(step),
    state: done ? "skipped" : "pending",
    try: 0,
    not_before: null,
    started_at: null,
    ended_at: null,
    exit_code: earlier?.exit_code ?? null,
    signal: earlier?.signal ?? null,
    error_code: null,
    error_detail: null,
    files: earlier?.files ?? null,
    bytes: earlier?.bytes ?? null,
    attempt_id: earlier?.attempt_id ?? null,
  };
}

/** Returns the kind of a step. */
export function kindOf(step: JobStep): StepRun["kind"] {
  if ("command" in step) return "command";
  return "transfer" in step ? "transfer" : "approval";
}

/** Returns the values of all inputs of a job. @throws {AppError} 12000 */
function inputsOf(
  { inputs }: JobDefinition,
  given: Readonly<Record<string, string>>,
  today: string,
): Record<string, string> {
  const faults: FieldFault[] = Object.keys(given).filter((name) => !Object.hasOwn(inputs, name))
    .map((name) => ({ field: `inputs.${name}`, message: "Not known here" }));
  const values = Object.entries(inputs).map(([name, { default: preset, pattern }]) => {
    const text = given[name] ?? (preset && filled(preset, { inputs: {}, today }));
    const field = `inputs.${name}`;
    if (text === undefined) faults.push({ field, message: "is missing" });
    else if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "u").test(text)) {
      faults.push({ field, message: `Does not match ${pattern}` });
    }
    return [name, text ?? ""];
  });
  if (faults.length === 0) return Object.fromEntries(values);
  const detail = faults.map(({ field, message }) => `${field}: ${message}`).join("; ");
  throw new AppError("VALIDATION_FAILED", detail, { faults });
}

/** Returns the servers that a run of a job needs. @throws {AppError} 52003 */
export function serversOf({ steps, lease }: JobDefinition, configured: Configured): string[] {
  const needed = new Set(steps.flatMap((step) => serversOfStep(step, configured)));
  const set = lease.servers ?? [...needed].sort();
  if (set.includes("*")) return ["*"];
  const names = configured.servers.map(({ name }) => name);
  const unknown = set.find((name) => !names.includes(name));
  if (unknown !== undefined) throw refusal(`No server is called ${JSON.stringify(unknown)}`);
  const outside = [...needed].find((name) => !set.includes(name));
  if (outside !== undefined) throw refusal(`The lease of the job is without ${outside}`);
  return set;
}

/** Returns the names of the servers of a step. @throws {AppError} 52003 */
function serversOfStep(step: JobStep, { servers, transfers }: Configured): string[] {
  if ("command" in step) {
    const { server } = step.command;
    if (servers.some(({ name }) => name === server)) return [server];
    throw refusal(`No server is called ${JSON.stringify(server)}`);
  }
  if (!("transfer" in step)) return [];
  const { name } = step.transfer;
  const transfer = transfers.find((transfer) => transfer.name === name);
  if (transfer !== undefined) return [transfer.from.server.name, transfer.to.server.name];
  throw refusal(`No transfer is called ${JSON.stringify(name)}`);
}

function refusal(detail: string): AppError {
  return new AppError("JOB_PREFLIGHT_FAILED", `${detail}: correct the job or the configuration`);
}
