import { sleep } from "../async/sleep.ts";
import type { RunView } from "../domain/run.ts";
import { AppError, ERRORS } from "../errors.ts";
import type { ServerFault } from "../protocol/rest/run_records.ts";
import type { RunEvent } from "./run_event.ts";
import type { RunPorts } from "./run_ports.ts";
import { gateFaults } from "./server_fault.ts";

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
  ports: Pick<RunPorts, "servers" | "layers">,
  view: RunView,
  { onFailures, signal }: GateOptions,
): Promise<RunEvent> {
  const { run, definition: { gate } } = view;
  if (gate === undefined) return { type: "gate_passed" };
  const deadlineMs = Date.parse(run.state_at) + gate.wait_seconds * 1_000;
  for (;;) {
    const failures = await gateFaults(ports, view, signal);
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
