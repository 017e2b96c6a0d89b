import type { wire } from "../client/mod.ts";
import { printAnswer } from "./answer.ts";
import { withService } from "./call.ts";
import type { CommonOptions } from "./common_options.ts";
import { BAD_ANSWER } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { localTime } from "./local_time.ts";
import { runStateText, stepStateText } from "./run_text.ts";
import { tableOf } from "./table.ts";

/** Ids of runs. */
const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Number of runs that are listed with a job. */
const RUNS = 10;

/** Prints the jobs. Resolves to 0, or to 1 when a file defines none. @throws {PinkPageError} */
export function listJobsCommand(io: Io, options: CommonOptions): Promise<number> {
  return withService(io, options, async ({ client }) => {
    const { items } = await client.get("/api/v1/jobs");
    await printAnswer(io, options, { records: items, text: items.map(jobRow) });
    return items.every(({ error }) => error === null) ? 0 : BAD_ANSWER;
  });
}

/** Arguments of `job show`. */
export interface ShowJobOptions extends CommonOptions {
  /** Name of the job, or id of the run. */
  readonly subject: string;
}

/**
 * Prints a job with its latest runs, or a run with its steps. Resolves to 0.
 *
 * @throws {PinkPageError} 52000
 */
export function showJobCommand(io: Io, { subject, ...options }: ShowJobOptions): Promise<number> {
  return withService(io, options, async ({ client }) => {
    if (RUN_ID.test(subject)) {
      const run = await client.get("/api/v1/runs/{id}", { id: subject });
      const lines = [runStateText(run), ...run.steps.map(stepStateText)];
      const text = lines.map((line) => [line]);
      await printAnswer(io, options, { records: [run], text });
      return 0;
    }
    const [job, { items }] = await Promise.all([
      client.get("/api/v1/jobs/{name}", { name: subject }),
      client.get("/api/v1/runs", { job: subject, limit: RUNS }),
    ]);
    const definition = JSON.stringify(job.definition, undefined, 2).split("\n");
    const text = tableOf(definition.map((line) => [line])) + tableOf(items.map(runRow));
    await printAnswer(io, options, { records: [job, ...items], text });
    return 0;
  });
}

function jobRow(job: wire.ListedJob): string[] {
  const { name, error, cron, next_fire_at, last_run, description } = job;
  const next = next_fire_at === null ? "–" : localTime(next_fire_at);
  const last = last_run === null ? "–" : `${last_run.state} ${localTime(last_run.state_at)}`;
  return [name, cron ?? "–", next, last, error ?? description ?? ""];
}

function runRow({ run_id, state, state_at, trigger, error_code }: wire.ListedRun): string[] {
  const code = error_code === null ? "" : ` ${error_code}`;
  return [run_id, localTime(state_at), trigger, `${state}${code}`];
}
