import type { JobDefinitions, StoredJob } from "../domain/job_store.ts";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import { type JobFile, JobFolder } from "./job_folder.ts";
import { readDefinition } from "./read_definition.ts";

/** Source of a definition that was stored over HTTP. */
const API = "api";

/** Options for {@linkcode JobCatalogue}. */
export interface JobCatalogueOptions {
  /** Stored definitions. */
  readonly definitions: JobDefinitions;
  /** Path of the folder of jobs. */
  readonly folder: string;
  /** Built-in jobs. */
  readonly builtIn: readonly JobDefinition[];
  /** Log for changed and broken files. */
  readonly log: Log;
  /** Returns the present time. */
  readonly now: () => Date;
}

/** Job as people see it, or a file that defines none. */
export interface KnownJob {
  /** Name of the job; that of the file when it never defined one. */
  readonly name: string;
  /** Name of the file, `built-in` or `api`. */
  readonly source: string;
  /** Last good version; undefined without one. */
  readonly job: StoredJob | undefined;
  /** Faults of the file, in words; null without one. */
  readonly error: string | null;
}

/**
 * Jobs of the folder, of the service itself and of HTTP. Files are read when a client asks for
 * jobs; a broken one keeps the last good version.
 */
export class JobCatalogue {
  readonly #options: JobCatalogueOptions;
  readonly #folder: JobFolder;
  /** Faults that were logged last, by the names of their files. */
  readonly #logged = new Map<string, string>();

  /** Creates the catalogue without reading anything. */
  constructor(options: JobCatalogueOptions) {
    this.#options = options;
    this.#folder = new JobFolder(options.folder);
  }

  /** Returns all jobs and all broken files, by name. @throws {AppError} 41000 */
  list(): KnownJob[] {
    const files = this.#readFiles();
    const stored = this.#store(files);
    const errors = new Map(files.map(({ file, error }) => [file, error]));
    const jobs = stored.map((job) => {
      return { name: job.name, source: job.source, job, error: errors.get(job.source) ?? null };
    });
    const broken = files.filter(({ file }) => !stored.some(({ source }) => source === file))
      .map(({ file, error }) => ({ name: file, source: file, job: undefined, error }));
    return [...jobs, ...broken].sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /** Returns a job. @throws {AppError} 52000 when there is none, 41000 */
  find(name: string): StoredJob {
    const job = this.list().find((known) => known.job?.name === name)?.job;
    if (job !== undefined) return job;
    throw new AppError("JOB_NOT_FOUND", `No job is called ${JSON.stringify(name)}`);
  }

  /**
   * Stores a definition that was sent over HTTP.
   *
   * @throws {AppError} 12000 when it is none or has another name, 14000 when a file defines the
   * job, 41000
   */
  save(name: string, { value, by }: { value: unknown; by: string | null }): StoredJob {
    const known = this.list().find(({ job }) => job?.name === name);
    requireOwn(known?.job);
    const { job, faults } = readDefinition(value);
    const wrong = job !== undefined && job.name !== name
      ? [{ field: "name", message: "Not the name in the path" }]
      : faults;
    if (job === undefined || wrong !== undefined) {
      const detail = wrong?.map(({ field, message }) => `${field}: ${message}`).join("; ");
      throw new AppError("VALIDATION_FAILED", detail, { faults: wrong ?? [] });
    }
    const now = this.#options.now().toISOString();
    this.#options.definitions.save(job, { source: API, updated_by: by, now });
    return this.find(name);
  }

  /**
   * Removes a job that was stored over HTTP. Its runs go on.
   *
   * @throws {AppError} 52000 when there is none, 14000 when a file defines it, 41000
   */
  remove(name: string): void {
    requireOwn(this.find(name));
    this.#options.definitions.remove(name);
  }

  /** Returns the files. The first one of a name counts. */
  #readFiles(): JobFile[] {
    const builtIn = this.#options.builtIn.map((job) => ({ file: "built-in", job, error: null }));
    const names = new Map<string, string>();
    const files = [...this.#folder.read(), ...builtIn].map((read): JobFile => {
      const { job, file } = read;
      const other = job && names.get(job.name);
      if (job === undefined || other === undefined) {
        if (job !== undefined) names.set(job.name, file);
        return read;
      }
      const error = `line 1, name: ${other} defines ${JSON.stringify(job.name)} already`;
      return { file, job: undefined, error };
    });
    files.forEach((file) => this.#logFaults(file));
    // A built-in job gives way in silence.
    return files.filter(({ file, job }) => file !== "built-in" || job !== undefined);
  }

  #logFaults({ file, error }: JobFile): void {
    if ((this.#logged.get(file) ?? "") === (error ?? "")) return;
    this.#logged.set(file, error ?? "");
    const { log } = this.#options;
    if (error === null) log.info("job file can be used again", { file });
    else log.warn("job file is broken; the last good version stays", { file, reason: error });
  }

  /** Stores what files define now, and removes what they do not any more. Returns all jobs. */
  #store(files: readonly JobFile[]): StoredJob[] {
    const { definitions, now } = this.#options;
    const stored = definitions.all();
    const defined = new Map(files.map(({ file, job, error }) => [file, { job, error }]));
    let isChanged = false;
    for (const { name, source } of stored) {
      const known = defined.get(source);
      // A broken file keeps the version of an earlier process too.
      const isKept = source === API || (known?.job?.name ?? (known?.error ? name : "")) === name;
      if (isKept) continue;
      definitions.remove(name);
      isChanged = true;
    }
    for (const { file, job } of files) {
      if (job === undefined) continue;
      const before = stored.find(({ name }) => name === job.name);
      if (before?.source === file && isSame(before.definition, job)) continue;
      definitions.save(job, { source: file, updated_by: null, now: now().toISOString() });
      isChanged = true;
    }
    return isChanged ? definitions.all() : stored;
  }
}

/** Requires that no file defines a job. @throws {AppError} 14000 */
function requireOwn(job: StoredJob | undefined): void {
  if (job === undefined || job.source === API) return;
  throw new AppError("NOT_ALLOWED", `The job is defined by ${job.source}: change it there`);
}

function isSame(a: JobDefinition, b: JobDefinition): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
