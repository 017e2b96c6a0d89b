import type { JobDefinitions, StoredJob } from "../domain/job_store.ts";
import { toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Run } from "../protocol/rest/run_records.ts";
import { dueTimes, type Schedule } from "./fire_times.ts";
import type { JobCatalogue } from "./job_catalogue.ts";

/** Options for {@linkcode JobSchedule}. */
export interface JobScheduleOptions {
  /** Jobs. */
  readonly catalogue: Pick<JobCatalogue, "list">;
  /** Times for which jobs ran. */
  readonly definitions: Pick<JobDefinitions, "lastFire" | "fire">;
  /** Returns a new run of a job for a time. @throws {AppError} when the job cannot run */
  readonly newRun: (job: StoredJob, at: Date) => Run;
  /** Checks whether a run of a job has not ended. */
  readonly isRunning: (name: string) => boolean;
  /** Takes up a stored run. */
  readonly take: (runId: string) => void;
  /** Log for times that are skipped, and for failures. */
  readonly log: Log;
}

/** Schedules of the jobs. The record of a time decides: it has one run, however often it is due. */
export class JobSchedule {
  readonly #options: JobScheduleOptions;
  #ignoredUntil = "";

  /** Creates the schedules. Nothing starts by itself. */
  constructor(options: JobScheduleOptions) {
    this.#options = options;
  }

  /** Starts the runs that are due at `now`. Called every minute. Never throws. */
  tick(now: Date): void {
    try {
      for (const { job } of this.#options.catalogue.list()) {
        if (job?.definition.schedule) this.#tickJob(job, job.definition.schedule, now);
      }
    } catch (cause) {
      this.#options.log.error("the schedules cannot be read", { error: toAppError(cause) });
    }
  }

  /** Skips the times before `now`: the database was restored, and they may have had their runs. */
  skipMissed(now: Date): void {
    this.#ignoredUntil = now.toISOString();
  }

  #tickJob(job: StoredJob, schedule: Schedule, now: Date): void {
    const { definitions, log } = this.#options;
    const { name, updated_at } = job;
    try {
      // A schedule has no times from before it was stored.
      const last = definitions.lastFire(name) ?? "";
      const [since = ""] = [last, updated_at, this.#ignoredUntil].sort().slice(-1);
      const { due, missed } = dueTimes(schedule, { since: new Date(since), now });
      for (const time of missed) this.#skip(name, time, "the service was down");
      for (const time of due) this.#fire(job, schedule, time);
    } catch (cause) {
      log.error("a scheduled job cannot be started", { job: name, error: toAppError(cause) });
    }
  }

  #fire(job: StoredJob, { overlap }: Schedule, time: Date): void {
    const { definitions, newRun, isRunning, take, log } = this.#options;
    const { name } = job;
    if (overlap === "skip" && isRunning(name)) return this.#skip(name, time, "the job runs");
    let run: Run;
    try {
      run = newRun(job, time);
    } catch (cause) {
      return this.#skip(name, time, toAppError(cause).detail ?? "the job cannot run");
    }
    if (!definitions.fire(name, time.toISOString(), run)) return;
    log.info("scheduled job is due", { job: name, run: run.run_id });
    take(run.run_id);
  }

  #skip(job: string, time: Date, reason: string): void {
    const isNew = this.#options.definitions.fire(job, time.toISOString(), undefined);
    if (isNew) this.#options.log.warn("scheduled time is skipped", { job, time, reason });
  }
}
