import type { Attempt, RunView } from "../domain/run.ts";
import { AppError, toAppError } from "../errors.ts";
import type { JobTransferStep } from "../protocol/job_steps.ts";
import { Recorder } from "./recorder.ts";
import type { AttemptResult, RunEvent } from "./run_event.ts";
import type { RunPorts } from "./run_ports.ts";

/** Options for {@linkcode transferStep}. */
export interface TransferStepOptions {
  /** Attempt of the step. */
  readonly attempt: Attempt;
  /** Stops the transfer with its reason. */
  readonly signal: AbortSignal;
}

/** Runs the transfer of a step, and records its lines. Returns the event of its end. */
export async function transferStep(
  ports: RunPorts,
  { run, definition }: RunView,
  { attempt, signal }: TransferStepOptions,
): Promise<RunEvent> {
  const step = definition.steps[Number(attempt.path) - 1] as JobTransferStep;
  const transfer = ports.transfers.find(({ name }) => name === step.transfer.name);
  const ended = (result: Partial<AttemptResult>): RunEvent => {
    const empty = { exitCode: null, signal: null, isStopped: false };
    return { type: "ended", attempt: attempt.id, result: { ...empty, ...result } };
  };
  if (transfer === undefined) {
    const detail = `No transfer is called ${JSON.stringify(step.transfer.name)} any more`;
    return ended({ error: new AppError("TRANSFER_NOT_FOUND", detail) });
  }
  using limit = timeLimit(step);
  const either = AbortSignal.any([signal, limit.signal]);
  const onRecord = () => ports.feed.recorded(run.run_id);
  const recorder = new Recorder({ store: ports.store, attempt, onRecord, signal });
  const encoder = new TextEncoder();
  const steps = ports.copying.run(transfer, { signal: either });
  try {
    for (;;) {
      const { value, done } = await steps.next();
      if (done) {
        await recorder.flush();
        return ended({ copied: value });
      }
      if (value.kind === "progress") {
        ports.feed.progressed(run.run_id, { ...value, path: attempt.path, name: transfer.name });
        continue;
      }
      const text = value.kind === "line" ? value.text : value.message;
      await recorder.push(encoder.encode(`${text}\r\n`));
    }
  } catch (cause) {
    signal.throwIfAborted();
    const error = toAppError(cause);
    if (error.kind === "LEASE_LOST") throw error;
    return ended({ error });
  }
}

/** Starts the timeout of a step, if it has one, until the result is disposed. */
function timeLimit({ timeout_seconds: seconds, transfer }: JobTransferStep) {
  const late = new AbortController();
  const detail = `The transfer ${transfer.name} took longer than ${seconds} s`;
  const timer = seconds === undefined ? undefined : setTimeout(
    () => late.abort(new AppError("SCP_TRANSFER_TIMEOUT", detail)),
    seconds * 1_000,
  );
  return { signal: late.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
