import type { Database } from "@db/sqlite";
import type { JobDefinitions, StoredJob } from "../domain/job_store.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import type { Run } from "../protocol/rest/run_records.ts";
import type { DurableWrites } from "./durable_writes.ts";
import { query } from "./query.ts";
import type { Runs } from "./runs.ts";

/** Definitions of jobs in SQLite, by the hashes of their contents, and the times they ran for. */
export class Jobs implements JobDefinitions {
  readonly #database: Database;
  readonly #writes: DurableWrites;
  readonly #runs: Runs;

  /** Takes an open database with `sha256`, which its owner closes, and the writes to it. */
  constructor(database: Database, writes: DurableWrites, runs: Runs) {
    this.#database = database;
    this.#writes = writes;
    this.#runs = runs;
  }

  /** Returns all jobs, by name. @throws {AppError} 41000 when they cannot be read */
  all(): StoredJob[] {
    return query("The jobs", () => {
      const select = `SELECT name, hash, definition, source, updated_at, updated_by
        FROM jobs JOIN job_definitions USING (hash) ORDER BY name`;
      return this.#database.prepare(select).all<Omit<StoredJob, "definition"> & Definition>()
        .map((row) => ({ ...row, definition: JSON.parse(row.definition) as JobDefinition }));
    });
  }

  /** Stores a definition as that of its job. Returns its hash. @throws {AppError} 41000 */
  save(
    definition: JobDefinition,
    { source, updated_by, now }: Pick<StoredJob, "source" | "updated_by"> & { now: string },
  ): string {
    return this.#writes.run("The job", () => {
      const hash = this.#insert(definition);
      this.#database.prepare(
        `INSERT INTO jobs (name, hash, source, updated_at, updated_by) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, source = excluded.source,
           updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
      ).run(definition.name, hash, source, now, updated_by);
      return hash;
    });
  }

  /** Stores a definition without a job. Returns its hash. @throws {AppError} 41000 */
  keep(definition: JobDefinition): string {
    return this.#writes.run("The job", () => this.#insert(definition));
  }

  /** Returns the hash of a definition, which need not be stored. */
  hashOf(definition: JobDefinition): string {
    const text = JSON.stringify(definition);
    return this.#database.prepare("SELECT sha256(?)").value<[string]>(text)?.[0] ?? "";
  }

  /** Removes a job. @throws {AppError} 41000 when it cannot be removed */
  remove(name: string): void {
    this.#writes.run("The job", () => {
      this.#database.prepare("DELETE FROM jobs WHERE name = ?").run(name);
    });
  }

  /** Returns the last time for which a job ran or was skipped. @throws {AppError} 41000 */
  lastFire(name: string): string | undefined {
    return query("The times of the job", () => {
      const select = "SELECT max(fire_at) FROM schedule_fires WHERE job = ?";
      return this.#database.prepare(select).value<[string | null]>(name)?.[0] ?? undefined;
    });
  }

  /** Records a time of a job, with its run. Returns false for a known time. @throws 41000 */
  fire(name: string, fireAt: string, run: Run | undefined): boolean {
    return this.#writes.run("The time of the job", () => {
      const insert = `INSERT INTO schedule_fires (job, fire_at, run_id) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING`;
      const isNew = this.#database.prepare(insert).run(name, fireAt, run?.run_id ?? null) > 0;
      if (isNew && run !== undefined) this.#runs.insert(run);
      return isNew;
    });
  }

  #insert(definition: JobDefinition): string {
    const hash = this.hashOf(definition);
    this.#database.prepare(
      "INSERT INTO job_definitions (hash, definition) VALUES (?, ?) ON CONFLICT DO NOTHING",
    ).run(hash, JSON.stringify(definition));
    return hash;
  }
}

/** Column with the JSON of a definition. */
interface Definition {
  readonly definition: string;
}
