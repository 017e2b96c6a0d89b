import { sleep } from "../async/sleep.ts";
import { LAYERS } from "../domain/probed_layers.ts";
import type { RunView } from "../domain/run.ts";
import type { Server } from "../domain/server.ts";
import { AppError, ERRORS, toAppError } from "../errors.ts";
import type { ServerFault } from "../protocol/rest/run_records.ts";
import type { RunEvent } from "./run_event.ts";
import { leasedServers, type RunPorts, serverIn } from "./run_ports.ts";

/** Time for one check of a server, in milliseconds. */
const CHECK_MS = 10_000;
/** Time between two checks, in milliseconds. */
const PAUSE_MS = 15_000;
/** Codes of failures that waiting does not mend: a refused login, a wrong host key. */
const FINAL_CODES: readonly number[] = [
  ERRORS.SSH_AUTHENTICATION_FAILED.code,
  ERRORS.SSH_HOST_KEY_MISMATCH.code,
];

/** Options for {@linkcode passGate}. */
export interface GateOptions {
  /** Called with the servers that do not pass, after each check that fails. */
  readonly onFailures: (failures: ServerFault[]) => void;
  /** Ends the waiting with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Checks all servers of a run side by side: once while the run has them, else every 15 s until they
 * pass or the time is over.
 */
export async function passGate(
  ports: Pick<RunPorts, "servers" | "probeLayers">,
  view: RunView,
  { onFailures, signal }: GateOptions,
): Promise<RunEvent> {
  const { run, definition: { gate } } = view;
  if (gate === undefined) return { type: "gate_passed" };
  const servers = leasedServers(ports, view).map((name) => serverIn(ports, name));
  const deadlineMs = Date.parse(run.state_at) + gate.wait_seconds * 1_000;
  for (;;) {
    const check = (server: Server) => checked(server, { ...ports, layer: gate.layer, signal });
    const results = await Promise.all(servers.map(check));
    const failures = results.filter((failure) => failure !== undefined);
    const [first] = failures;
    if (first === undefined) return { type: "gate_passed" };
    onFailures(failures);
    const hasLease = run.lease_id !== null;
    const isHopeless = failures.some(({ error_code }) => FINAL_CODES.includes(error_code));
    const isLate = Date.now() + PAUSE_MS > deadlineMs && !hasLease;
    if (isHopeless || isLate || hasLease) {
      const detail = `${first.server_name} does not pass the gate: ${first.detail}`;
      const error = new AppError("JOB_PREFLIGHT_FAILED", detail);
      return { type: "gate_failed", error, isFinal: isHopeless || isLate };
    }
    await sleep(PAUSE_MS, signal);
  }
}

/** Tries a server up to a layer. Returns the failure; undefined when it reaches the layer. */
async function checked(
  server: Server,
  { probeLayers, layer, signal }: Pick<RunPorts, "probeLayers"> & {
    layer: (typeof LAYERS)[number];
    signal: AbortSignal;
  },
): Promise<ServerFault | undefined> {
  const late = AbortSignal.timeout(CHECK_MS);
  const failure = ({ code, detail, message }: AppError) => {
    return { server_name: server.name, error_code: code, detail: detail ?? message };
  };
  const tooLate = new AppError("SSH_CONNECTION_TIMEOUT", `No ${layer} in ${CHECK_MS / 1_000} s`);
  try {
    for await (const step of probeLayers(server, { signal: AbortSignal.any([signal, late]) })) {
      const { ok, error_code, detail } = step.result;
      if (!ok) {
        const name = server.name;
        return { server_name: name, error_code: error_code ?? 0, detail: detail ?? step.layer };
      }
      if (step.layer === layer) return undefined;
    }
    return failure(tooLate);
  } catch (cause) {
    signal.throwIfAborted();
    return failure(late.aborted ? tooLate : toAppError(cause));
  }
}
