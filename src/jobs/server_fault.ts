import type { RunView } from "../domain/run.ts";
import type { Server } from "../domain/server.ts";
import { AppError, toAppError } from "../errors.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import type { ServerFault } from "../protocol/rest/run_records.ts";
import { leasedServers, type RunPorts, serverIn } from "./run_ports.ts";

/** Time for one check of a server, in milliseconds. */
const CHECK_MS = 10_000;

/**
 * Checks a server for up to 10 s. Returns the failure; undefined without one.
 *
 * @param options.check throws the failure
 * @throws the reason of the signal
 */
export async function serverFault(
  { name: server_name }: Pick<Server, "name">,
  { check, signal }: { check: (signal: AbortSignal) => Promise<unknown>; signal: AbortSignal },
): Promise<ServerFault | undefined> {
  const late = AbortSignal.timeout(CHECK_MS);
  try {
    await check(AbortSignal.any([signal, late]));
    return undefined;
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof LayerFailure) return { server_name, ...cause.fault };
    const { code, detail, message } = late.aborted
      ? new AppError("SSH_CONNECTION_TIMEOUT", `No answer in ${CHECK_MS / 1_000} s`)
      : toAppError(cause);
    return { server_name, error_code: code, detail: detail ?? message };
  }
}

/**
 * Checks side by side whether all servers of a run pass its gate. Returns the failures.
 *
 * @throws the reason of the signal
 */
export async function gateFaults(
  ports: Pick<RunPorts, "servers" | "layers">,
  view: Pick<RunView, "run" | "definition">,
  signal: AbortSignal,
): Promise<ServerFault[]> {
  const { gate } = view.definition;
  if (gate === undefined) return [];
  const check = (server: Server) =>
    serverFault(server, { check: (signal) => reach(server, { ...ports, gate, signal }), signal });
  const servers = leasedServers(ports, view).map((name) => serverIn(ports, name));
  return (await Promise.all(servers.map(check))).filter((fault) => fault !== undefined);
}

/** Tries a server up to the layer of a gate, unless a good result of it is young enough. */
async function reach(
  server: Server,
  { layers, gate: { layer, max_age_seconds }, signal }: Pick<RunPorts, "layers"> & {
    gate: NonNullable<JobDefinition["gate"]>;
    signal: AbortSignal;
  },
): Promise<void> {
  if (layers.hasPassed(server.name, { layer, maxAgeMs: max_age_seconds * 1_000 })) return;
  for await (const { layer: reached, result } of layers.probe(server, { signal })) {
    const { ok, error_code, detail } = result;
    if (!ok) throw new LayerFailure({ error_code: error_code ?? 0, detail: detail ?? reached });
    if (reached === layer) return;
  }
}

/** Failure of a layer, as a probe tells it. */
class LayerFailure extends Error {
  /** Code and reason. */
  readonly fault: Omit<ServerFault, "server_name">;

  /** Creates the failure. */
  constructor(fault: Omit<ServerFault, "server_name">) {
    super(fault.detail);
    this.fault = fault;
  }
}
