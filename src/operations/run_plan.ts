import type { Principal } from "../domain/principal.ts";
import type { RunView } from "../domain/run.ts";
import { leasesFor } from "../domain/sees.ts";
import type { Server } from "../domain/server.ts";
import { overlaps, serverSetOf } from "../domain/server_set.ts";
import { toAppError } from "../errors.ts";
import { kindOf } from "../jobs/new_run.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import type { JobStep } from "../protocol/job_steps.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { Service } from "./service.ts";

/** Time for the check of a server, in milliseconds. */
const CHECK_MS = 10_000;

/** Options for {@linkcode planOf}. */
export interface PlanOptions {
  /** Service that would run it. */
  readonly service: Pick<Service, "jobs" | "servers" | "leases" | "detached">;
  /** Identity that asks. */
  readonly principal: Principal;
  /** Ends the checks with its reason. */
  readonly signal: AbortSignal;
}

/** Returns what a run would do. Nothing is started. @throws {AppError} 41000 */
export async function planOf(
  { run, definition }: Pick<RunView, "run" | "definition">,
  { service, principal, signal }: PlanOptions,
): Promise<EventOf<"run_plan">> {
  const { job, inputs, today, servers } = run;
  const medians = service.jobs.medians(job);
  const set = serverSetOf(servers);
  const active = service.leases.sessionStatus.leases
    .filter((lease) => overlaps(set, serverSetOf(lease.servers)))
    .map(({ lease_id, owner, servers }) => ({ lease_id, owner, servers }));
  return {
    type: "run_plan",
    ...{ job, inputs, today, servers },
    steps: definition.steps.map((step, index) => {
      const path = String(index + 1);
      const median_ms = medians.get(path) ?? null;
      return { path, name: step.name, kind: kindOf(step), subject: subjectOf(step), median_ms };
    }),
    faults: await faultsOf(definition, { service, signal }),
    blocked_by: leasesFor(principal, active).slice(0, 10),
  };
}

function subjectOf(step: JobStep): string | null {
  if ("command" in step) return step.command.server;
  return "transfer" in step ? step.transfer.name : null;
}

/** Checks side by side whether each server of a command can keep commands. */
async function faultsOf(
  { steps }: JobDefinition,
  { service: { servers, detached }, signal }: Pick<PlanOptions, "service" | "signal">,
): Promise<EventOf<"run_plan">["faults"]> {
  const names = new Set(steps.flatMap((step) => "command" in step ? [step.command.server] : []));
  const either = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)]);
  const check = async (server: Server) => {
    try {
      await detached.check(server, { signal: either });
      return undefined;
    } catch (cause) {
      signal.throwIfAborted();
      const { code, detail, message } = toAppError(cause);
      return { server_name: server.name, error_code: code, detail: detail ?? message };
    }
  };
  const checks = servers.filter(({ name }) => names.has(name)).map(check);
  return (await Promise.all(checks)).filter((fault) => fault !== undefined);
}
