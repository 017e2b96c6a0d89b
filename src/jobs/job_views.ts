import type { RunFilter, RunStore, StoredJob } from "../domain/job_store.ts";
import type { Principal } from "../domain/principal.ts";
import { seesRun } from "../domain/sees.ts";
import { AppError } from "../errors.ts";
import type { Job, ListedJob } from "../protocol/rest/job_records.ts";
import { nextTime } from "./fire_times.ts";
import type { JobCatalogue, KnownJob } from "./job_catalogue.ts";
import { type Configured, serversOf } from "./new_run.ts";

/** Options for {@linkcode JobViews}. */
export interface JobViewsOptions extends Configured {
  /** Jobs. */
  readonly catalogue: Pick<JobCatalogue, "list">;
  /** Runs. */
  readonly store: Pick<RunStore, "list">;
}

/** Jobs and runs as people with limited rights see them: those whose servers they see. */
export class JobViews {
  readonly #options: JobViewsOptions;

  /** Creates it without reading anything. */
  constructor(options: JobViewsOptions) {
    this.#options = options;
  }

  /** Returns the jobs that a principal sees, and the broken files. @throws {AppError} 41000 */
  list(principal: Principal): ListedJob[] {
    return this.#options.catalogue.list().filter((known) => this.#sees(principal, known))
      .map((known) => this.#listed(known, principal));
  }

  /** Returns a job. @throws {AppError} 52000, 11001 when its servers are not seen, 41000 */
  read(name: string, principal: Principal): Job {
    const known = this.#options.catalogue.list().find(({ job }) => job?.name === name);
    if (known?.job === undefined) {
      throw new AppError("JOB_NOT_FOUND", `No job is called ${JSON.stringify(name)}`);
    }
    if (!this.#sees(principal, known)) {
      throw new AppError("ACCESS_DENIED", "The token is not for the servers of the job");
    }
    return { ...this.#listed(known, principal), definition: known.job.definition };
  }

  /** Returns the runs that a principal sees, newest first. @throws {AppError} 41000 */
  runs(filter: Omit<RunFilter, "servers">, { scopes }: Principal): ReturnType<RunStore["list"]> {
    return this.#options.store.list({ ...filter, servers: scopes.servers });
  }

  #sees(principal: Principal, { job }: KnownJob): boolean {
    return seesRun(principal, { servers: this.serversOf(job) ?? ["*"] });
  }

  /** Returns the servers of a job; `undefined` when it names what is not configured. */
  serversOf(job: Pick<StoredJob, "definition"> | undefined): string[] | undefined {
    if (job === undefined) return undefined;
    try {
      return serversOf(job.definition, this.#options);
    } catch {
      return undefined;
    }
  }

  #listed({ name, source, error, job }: KnownJob, principal: Principal): ListedJob {
    const { schedule, description } = job?.definition ?? {};
    const [last] = job === undefined ? [] : this.runs({ job: name, limit: 1 }, principal);
    return {
      name,
      source,
      error,
      hash: job?.hash ?? null,
      description: description ?? null,
      servers: this.serversOf(job) ?? null,
      cron: schedule?.cron ?? null,
      time_zone: schedule?.time_zone ?? null,
      next_fire_at: schedule ? nextTime(schedule, new Date())?.toISOString() ?? null : null,
      last_run: last === undefined ? null : withoutId(last),
      updated_at: job?.updated_at ?? null,
      updated_by: job?.updated_by ?? null,
    };
  }
}

function withoutId<Row extends { readonly id: number }>({ id: _, ...run }: Row): Omit<Row, "id"> {
  return run;
}
