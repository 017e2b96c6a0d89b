import type { Principal } from "../domain/principal.ts";
import type { RunView } from "../domain/run.ts";
import { waitFor } from "../domain/sees.ts";
import type { Server } from "../domain/server.ts";
import { serverSetOf } from "../domain/server_set.ts";
import type { JobStep } from "../protocol/job_steps.ts";
import type { ServerFault, StepRun } from "../protocol/rest/run_records.ts";
import type { EventOf } from "../protocol/server_events.ts";
import { kindOf } from "./new_run.ts";
import { type RunPorts, serverIn } from "./run_ports.ts";
import { gateFaults, serverFault } from "./server_fault.ts";

/** Ports that a plan needs. */
type PlanPorts = Pick<
  RunPorts,
  "servers" | "transfers" | "leases" | "detached" | "copying" | "layers" | "store"
>;

/**
 * Returns what a run would do. Nothing is started.
 *
 * @param options.principal identity that asks
 * @param options.signal ends the checks
 * @throws {AppError} 41000, or the reason of the signal
 */
export async function planOf(
  ports: PlanPorts,
  view: Pick<RunView, "run" | "definition">,
  { principal, signal }: { principal: Principal; signal: AbortSignal },
): Promise<EventOf<"run_plan">> {
  const { run: { job, inputs, today, servers }, definition: { steps } } = view;
  const medians = mediansOf(ports.store.durations(job));
  const faults = await faultsOf(ports, view, signal);
  const { position, blocked_by } = ports.leases.placeOf(serverSetOf(servers));
  return {
    type: "run_plan",
    ...{ job, inputs, today, servers },
    steps: steps.map((step, index) => {
      const path = String(index + 1);
      const median_ms = medians.get(path) ?? null;
      return { path, name: step.name, kind: kindOf(step), subject: subjectOf(step), median_ms };
    }),
    faults,
    position: blocked_by.length === 0 ? null : position,
    blocked_by: waitFor(principal, { blocked_by }).blocked_by,
  };
}

/** Returns the median durations of steps, in milliseconds, by path. */
function mediansOf(
  durations: ReturnType<RunPorts["store"]["durations"]>,
): ReadonlyMap<StepRun["path"], number> {
  const byPath = Map.groupBy(durations, ({ path }) => path);
  return new Map([...byPath].map(([path, all]) => {
    const sorted = all.map(({ ms }) => ms).sort((a, b) => a - b);
    return [path, sorted[sorted.length >> 1] ?? 0];
  }));
}

function subjectOf(step: JobStep): string | null {
  if ("command" in step) return step.command.server;
  return "transfer" in step ? step.transfer.name : null;
}

/**
 * Checks side by side all that a run needs before its first step: the gate, the servers of the
 * commands, and the files of the transfers. A server that fails at the gate is not tried again.
 */
async function faultsOf(
  ports: PlanPorts,
  view: Pick<RunView, "run" | "definition">,
  signal: AbortSignal,
): Promise<ServerFault[]> {
  const gated = await gateFaults(ports, view, signal);
  const isGated = ({ name }: Server) => gated.some(({ server_name }) => server_name === name);
  const { steps } = view.definition;
  const kept = new Set(steps.flatMap((step) => "command" in step ? [step.command.server] : []));
  const copied = new Set(steps.flatMap((step) => "transfer" in step ? [step.transfer.name] : []));
  const commands = [...kept].map((name) => serverIn(ports, name)).filter((one) => !isGated(one))
    .map((server) => {
      const check = (signal: AbortSignal) => ports.detached.check(server, { signal });
      return serverFault(server, { check, signal });
    });
  const transfers = ports.transfers.filter(({ name }) => copied.has(name))
    .filter(({ from, to }) => !isGated(from.server) && !isGated(to.server))
    .map((transfer) => {
      const check = (signal: AbortSignal) => ports.copying.check(transfer, { signal });
      return serverFault(transfer.to.server, { check, signal });
    });
  const checked = await Promise.all([...commands, ...transfers]);
  return [...gated, ...checked.filter((fault) => fault !== undefined)];
}
