import type { Connection } from "./connection.ts";
import type {
  Jobs,
  PlanJobOptions,
  RetryRunOptions,
  RunWatch,
  StartJobOptions,
  StepDecision,
  WatchRunOptions,
} from "./jobs.ts";
import { OpenRunWatch } from "./open_run_watch.ts";
import type { Question } from "./socket.ts";
import type * as wire from "./wire.ts";

/** Options for {@linkcode OpenJobs}. */
export interface OpenJobsOptions {
  /** Called with each watching that begins. */
  readonly onWatch: (watch: RunWatch) => void;
}

/** Jobs over an open connection. */
export class OpenJobs implements Jobs {
  readonly #connection: Connection;
  readonly #options: OpenJobsOptions;

  /** Creates the jobs of a connection. */
  constructor(connection: Connection, options: OpenJobsOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  start(job: string | wire.JobDefinition, options: StartJobOptions = {}): Promise<wire.RunStarted> {
    const idempotency_key = `${Math.random()}-${Math.random()}`;
    return this.#ask(startOf(job, { idempotency_key, ...options }), { isRepeatable: true });
  }

  plan(job: string | wire.JobDefinition, { inputs }: PlanJobOptions = {}): Promise<wire.RunPlan> {
    return this.#ask(startOf(job, { inputs, dry_run: true }), { isRepeatable: true });
  }

  watch(run_id: string, options: WatchRunOptions = {}): RunWatch {
    const watch = new OpenRunWatch(this.#connection, run_id, options);
    this.#options.onWatch(watch);
    return watch;
  }

  cancel(run_id: string): Promise<wire.RunStatus> {
    return this.#ask({ type: "cancel_run", data: { run_id } });
  }

  retry(run_id: string, options: RetryRunOptions = {}): Promise<wire.RunStarted> {
    return this.#ask({ type: "retry_run", data: { ...options, run_id } });
  }

  decide(run_id: string, decision: StepDecision): Promise<wire.StepStatus> {
    return this.#ask({ type: "decide_step", data: { ...decision, run_id } });
  }

  /** Returns the answer to a question, asked again after a lost connection when it can be. */
  async #ask<Answer extends wire.ServerEvent>(
    question: Question,
    { isRepeatable = false }: { readonly isRepeatable?: boolean } = {},
  ): Promise<Answer> {
    const { errors } = this.#connection.http;
    for (;;) {
      const answer = await this.#connection.ask(question);
      if (answer?.type === "error") throw errors.told(answer);
      if (answer !== undefined) return answer as Answer;
      if (!isRepeatable) throw errors.lost("It was perhaps done: look at the run");
    }
  }
}

function startOf(job: string | wire.JobDefinition, data: wire.StartJobData): Question {
  const named = typeof job === "string" ? { job } : { definition: job };
  return { type: "start_job", data: { ...named, ...data } };
}
