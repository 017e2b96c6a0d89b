import type { wire } from "../client/mod.ts";
import { printAnswer } from "./answer.ts";
import { type Call, withService } from "./call.ts";
import type { CommonOptions } from "./common_options.ts";
import type { Io } from "./io.ts";
import { readJob } from "./read_job.ts";
import { readRun } from "./read_run.ts";
import type { JobOptions, RunOptions } from "./run_options.ts";

/** Arguments of the commands that start a run. */
interface Starting extends CommonOptions {
  /** Whether the run is watched. */
  readonly watch?: boolean;
}

/** Arguments of `job start`. */
export interface StartJobOptions extends JobOptions, Starting {
  /** Text that makes the start happen once. */
  readonly key?: string;
}

/** Arguments of `job retry`. */
export interface RetryRunOptions extends RunOptions, Starting {
  /** Number of the first step to repeat. */
  readonly fromStep?: string;
}

/**
 * Starts a run. Resolves to 0, or to the exit code of its watching.
 *
 * @throws {CommandFailure} when the file cannot be read
 * @throws {PinkPageError} a refusal
 */
export function startJobCommand(io: Io, options: StartJobOptions): Promise<number> {
  const { job, input = {}, key } = options;
  return withService(io, options, async (call) => {
    const more = key === undefined ? {} : { idempotency_key: key };
    const asked = { inputs: { ...input }, ...more };
    const started = await call.client.job.start(await readJob(job), asked);
    return await follow(io, options, { call, started });
  });
}

/** Repeats a run. Resolves to 0, or to the exit code of its watching. @throws {PinkPageError} */
export function retryRunCommand(io: Io, options: RetryRunOptions): Promise<number> {
  const { run, fromStep } = options;
  return withService(io, options, async (call) => {
    const more = fromStep === undefined ? {} : { from_step: fromStep };
    const started = await call.client.job.retry(run, more);
    return await follow(io, options, { call, started });
  });
}

/** Prints the id of a run, or watches it. */
async function follow(
  io: Io,
  options: Starting,
  { call, started }: { readonly call: Call; readonly started: wire.RunStarted },
): Promise<number> {
  const { run_id, job } = started;
  if (!options.watch || options.json) {
    await printAnswer(io, options, { records: [started], text: `${run_id}\n` });
  }
  if (!options.watch) return 0;
  call.notes.note(`Run ${run_id} of ${job}`);
  return await readRun(io, { ...options, call, run: run_id });
}
