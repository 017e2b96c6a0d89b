import type { JobDefinition } from "../protocol/job_definition.ts";
import type { ListedRun, Run } from "../protocol/rest/run_records.ts";
import type { Attempt, RunChange, RunView } from "./run.ts";
import type { RunLease } from "./run_leases.ts";

/** Job in the store: the version of its definition that new runs get. */
export interface StoredJob {
  /** Name of the job. */
  readonly name: string;
  /** SHA-256 of the definition. */
  readonly hash: string;
  /** Definition. */
  readonly definition: JobDefinition;
  /** Name of the file in `JOBS_DIR`; `api` for a definition over HTTP. */
  readonly source: string;
  /** Time of the last change, ISO 8601 in UTC. */
  readonly updated_at: string;
  /** Name of the token that changed it; null for a file and without authentication. */
  readonly updated_by: string | null;
}

/** Port to the definitions of jobs, and to the times for which they ran. */
export interface JobDefinitions {
  /** Returns all jobs, by name. @throws {AppError} 41000 when they cannot be read */
  all(): StoredJob[];
  /**
   * Stores a definition as that of its job. Returns the hash of the definition.
   *
   * @throws {AppError} 41000 when it cannot be stored
   */
  save(
    definition: JobDefinition,
    options: Pick<StoredJob, "source" | "updated_by"> & { readonly now: string },
  ): string;
  /**
   * Stores a definition without a job: that of a single run. Returns its hash.
   *
   * @throws {AppError} 41000 when it cannot be stored
   */
  keep(definition: JobDefinition): string;
  /** Returns the hash of a definition, which need not be stored. */
  hashOf(definition: JobDefinition): string;
  /** Removes a job. Its runs keep their definitions. @throws {AppError} 41000 */
  remove(name: string): void;
  /** Returns the last time for which a job ran or was skipped. @throws {AppError} 41000 */
  lastFire(name: string): string | undefined;
  /**
   * Records a time of a job, and creates its run in the same transaction; without a run the time
   * was skipped. Returns false when the time is recorded already: then nothing is created.
   *
   * @throws {AppError} 41000 when it cannot be recorded
   */
  fire(name: string, fireAt: string, run: Run | undefined): boolean;
}

/** Filter for runs. A field that is `undefined` does not filter. */
export interface RunFilter {
  /** Name of the job. */
  readonly job?: string | undefined;
  /** State. */
  readonly state?: ListedRun["state"] | undefined;
  /** Names of the servers that the client sees: runs on others are left out. */
  readonly servers?: readonly string[] | undefined;
  /** Number of the last row of the page before: rows with lower numbers are returned. */
  readonly before?: number | undefined;
  /** Maximum number of runs. */
  readonly limit: number;
}

/** Piece of an attempt's output. */
export interface OutputPiece {
  /** Number of bytes of output before it. */
  readonly offset: number;
  /** Bytes: up to 64 KiB. */
  readonly bytes: Uint8Array;
}

/** Owner of an attempt's output, which a write compares. */
export type AttemptOwner = Pick<Attempt, "id" | "fence">;

/** Port to the output of attempts. */
export interface AttemptOutput {
  /**
   * Appends bytes at `offset`. Returns false when the output does not end there, or the attempt is
   * under another fence: then another service records it.
   *
   * @throws {AppError} 41000 when it cannot be written
   */
  append(
    owner: AttemptOwner,
    piece: OutputPiece & Pick<Attempt, "spool_start" | "phrase_end">,
  ): boolean;
  /**
   * Cuts the output after `size` bytes: what follows is of processes that outlived the command.
   *
   * @throws {AppError} 41000 when it cannot be written
   */
  cut(owner: AttemptOwner, size: number): void;
  /**
   * Returns pieces from the one with the byte at `from` on, in order. After `JOB_OUTPUT_MIB` the
   * middle is left out: the offset of a piece is then above the end of the one before.
   *
   * @throws {AppError} 41000 when it cannot be read
   */
  read(
    attemptId: string,
    options: { readonly from: number; readonly limit: number },
  ): OutputPiece[];
  /** Returns the number of bytes of all output so far. @throws {AppError} 41000 */
  size(attemptId: string): number;
  /**
   * Returns the positions of the first byte that is left out, and of the next one that is kept;
   * `undefined` when all output is kept.
   *
   * @throws {AppError} 41000 when they cannot be read
   */
  leftOut(attemptId: string): { readonly first: number; readonly end: number } | undefined;
}

/** Lease that a run holds, which a write compares. */
export type HeldLease = Pick<RunLease, "leaseId" | "fence">;

/** Port to the runs of jobs. Every write is one transaction, and is on the disk when it returns. */
export interface RunStore {
  /**
   * Adds a run, with the key of the request that starts it.
   *
   * @throws {AppError} 41000 when it cannot be stored
   */
  create(run: Run, startKey?: string): void;
  /** Returns the id of the run that was added with a key since a time. @throws {AppError} 41000 */
  startedBy(startKey: string, since: string): string | undefined;
  /**
   * Commits changes, together. Returns false when the run is not in the state or under the fence of
   * `run`, or its lease is not stored as `lease`: then another service owns it, and nothing has
   * changed.
   *
   * @throws {AppError} 41000 when they cannot be stored: then nothing has changed
   */
  change(
    run: Pick<Run, "run_id" | "state" | "fence">,
    changes: readonly RunChange[],
    options: { readonly now: string; readonly lease?: HeldLease | undefined },
  ): boolean;
  /** Returns a run, or `undefined`. @throws {AppError} 41000 when it cannot be read */
  view(runId: string): RunView | undefined;
  /**
   * Returns the runs that have not ended, or of which something is left: a lease, or a directory on
   * a server. The oldest is first.
   *
   * @throws {AppError} 41000 when they cannot be read
   */
  unfinished(): RunView[];
  /**
   * Returns the ids of the attempts that may run, or whose directories are to be removed.
   *
   * @throws {AppError} 41000 when they cannot be read
   */
  keptAttempts(): string[];
  /** Returns runs, newest first. @throws {AppError} 41000 when they cannot be read */
  list(filter: RunFilter): (ListedRun & { readonly id: number })[];
  /**
   * Returns the durations of the steps that succeeded in the last 20 runs of a job.
   *
   * @throws {AppError} 41000 when they cannot be read
   */
  durations(job: string): { readonly path: string; readonly ms: number }[];
  /** Output of the attempts. */
  readonly output: AttemptOutput;
}
