import type { Database } from "@db/sqlite";
import type { HeldLease, RunFilter, RunStore } from "../domain/job_store.ts";
import type { Attempt, RunChange, RunFields, RunView } from "../domain/run.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import { ListedRun, type Run, StepRun } from "../protocol/rest/run_records.ts";
import type { AttemptOutputs } from "./attempt_outputs.ts";
import type { DurableWrites } from "./durable_writes.ts";
import { query } from "./query.ts";
import { where } from "./where.ts";
import type { Value } from "./writes.ts";

const RUN_COLUMNS = Object.keys(ListedRun.shape).join(", ");
const STEP_COLUMNS = Object.keys(StepRun.shape).join(", ");
const ATTEMPT_COLUMNS = "id, path, no, server_name, fence, nonce, state, recorded_bytes, " +
  "spool_start, phrase_end, launched_at";

/** Row of a run: fields that are no scalars are JSON. */
type Row = Omit<ListedRun, "inputs" | "servers"> & {
  readonly id: number;
  readonly inputs: string;
  readonly servers: string;
};

/** Runs of jobs in SQLite. */
export class Runs implements RunStore {
  /** Output of the attempts. */
  readonly output: AttemptOutputs;
  readonly #database: Database;
  readonly #writes: DurableWrites;

  /** Takes an open database, which its owner closes, the writes to it, and the outputs in it. */
  constructor(database: Database, writes: DurableWrites, output: AttemptOutputs) {
    this.#database = database;
    this.#writes = writes;
    this.output = output;
  }

  /** Adds a run, with the key of the request that starts it. @throws {AppError} 41000 */
  create(run: Run, startKey?: string): void {
    this.#writes.run("The run", () => this.insert(run, startKey));
  }

  /** Returns the id of the run that was added with a key since a time. @throws {AppError} 41000 */
  startedBy(startKey: string, since: string): string | undefined {
    return query("The runs", () => {
      const select = `SELECT run_id FROM job_runs WHERE start_key = ? AND created_at >= ?
        ORDER BY id DESC LIMIT 1`;
      return this.#database.prepare(select).value<[string]>(startKey, since)?.[0];
    });
  }

  /** Adds a run, inside a transaction. @throws {Error} what SQLite throws */
  insert({ steps, ...run }: Run, startKey: string | null = null): void {
    const inputs = JSON.stringify(run.inputs);
    const servers = JSON.stringify(run.servers);
    this.#insert("job_runs", { ...run, inputs, servers, start_key: startKey });
    const { run_id } = run;
    steps.forEach((step, number) => this.#insert("step_runs", { run_id, number, ...step }));
  }

  /** Commits changes. Returns false when another owns the run. @throws {AppError} 41000 */
  change(
    { run_id, state, fence }: Pick<Run, "run_id" | "state" | "fence">,
    changes: readonly RunChange[],
    { now, lease }: { readonly now: string; readonly lease?: HeldLease | undefined },
  ): boolean {
    return this.#writes.run("The run", () => {
      const run = "SELECT 1 FROM job_runs WHERE run_id = ? AND state = ? AND fence IS ?";
      const held = "SELECT 1 FROM run_leases WHERE run_id = ? AND id = ? AND fence = ?";
      const has = (select: string, ...values: Value[]) =>
        this.#database.prepare(select).value(run_id, ...values) !== undefined;
      const isOurs = has(run, state, fence) &&
        (lease === undefined || has(held, lease.leaseId, lease.fence));
      if (isOurs) { for (const change of changes) this.#apply(run_id, change, now); }
      return isOurs;
    });
  }

  /** Returns a run, or `undefined`. @throws {AppError} 41000 when it cannot be read */
  view(runId: string): RunView | undefined {
    return query("The run", () => this.#view(runId));
  }

  /** Returns the runs that are not finished, the oldest first. @throws {AppError} 41000 */
  unfinished(): RunView[] {
    return query("The runs", () => {
      const ids = this.#database.prepare(
        `SELECT run_id FROM job_runs WHERE ended_at IS NULL OR lease_id IS NOT NULL
         UNION SELECT run_id FROM attempts WHERE state = 'ended' ORDER BY run_id`,
      ).values<[string]>();
      return ids.map(([id]) => this.#view(id)).filter((view) => view !== undefined);
    });
  }

  /** Returns the ids of the attempts that are not over. @throws {AppError} 41000 */
  keptAttempts(): string[] {
    return query("The runs", () => {
      const select = "SELECT id FROM attempts WHERE state IN ('planned', 'running', 'ended')";
      return this.#database.prepare(select).values<[string]>().map(([id]) => id);
    });
  }

  /** Returns runs, newest first. @throws {AppError} 41000 when they cannot be read */
  list({ limit, ...filter }: RunFilter): (ListedRun & { readonly id: number })[] {
    const { sql, values } = where([
      ["job = ?", filter.job],
      ["state = ?", filter.state],
      [
        `NOT EXISTS (SELECT 1 FROM json_each(servers)
          WHERE value NOT IN (SELECT value FROM json_each(?)))`,
        filter.servers && JSON.stringify(filter.servers),
      ],
      ["id < ?", filter.before],
    ]);
    return query("The runs", () => {
      const select = `SELECT id, ${RUN_COLUMNS} FROM job_runs ${sql} ORDER BY id DESC LIMIT ?`;
      return this.#database.prepare(select).all<Row>(...values, limit)
        .map((row) => ({ id: row.id, ...runOf(row) }));
    });
  }

  /** Returns the durations of steps that succeeded lately. @throws {AppError} 41000 */
  durations(job: string): { path: string; ms: number }[] {
    return query("The runs", () => {
      const last = "SELECT run_id FROM job_runs WHERE job = ? ORDER BY id DESC LIMIT 20";
      const select = `SELECT path, started_at, ended_at FROM step_runs
        WHERE run_id IN (${last}) AND state = 'succeeded' AND started_at IS NOT NULL`;
      return this.#database.prepare(select)
        .all<{ path: string; started_at: string; ended_at: string }>(job)
        .map(({ path, started_at, ended_at }) => {
          return { path, ms: Date.parse(ended_at) - Date.parse(started_at) };
        });
    });
  }

  #view(runId: string): RunView | undefined {
    const row = this.#database.prepare(`SELECT id, ${RUN_COLUMNS} FROM job_runs WHERE run_id = ?`)
      .get<Row>(runId);
    if (row === undefined) return undefined;
    const [definition = "null"] =
      this.#database.prepare("SELECT definition FROM job_definitions WHERE hash = ?")
        .value<[string]>(row.hash) ?? [];
    const steps = `SELECT ${STEP_COLUMNS} FROM step_runs WHERE run_id = ? ORDER BY number`;
    const attempts = `SELECT ${ATTEMPT_COLUMNS} FROM attempts WHERE run_id = ? ORDER BY number`;
    return {
      run: { ...runOf(row), steps: this.#database.prepare(steps).all<StepRun>(runId) },
      definition: JSON.parse(definition) as JobDefinition,
      attempts: this.#database.prepare(attempts).all<Attempt>(runId),
    };
  }

  #apply(runId: string, change: RunChange, now: string): void {
    switch (change.kind) {
      case "run":
        return this.#changeRun(runId, change.fields);
      case "step":
        return this.#update("step_runs", change.fields, { run_id: runId, path: change.path });
      case "plan":
        return this.#insert("attempts", { run_id: runId, ...change.attempt });
      case "attempt":
        return this.#update("attempts", change.fields, { id: change.id });
      case "decision": {
        const { path, decision, by: decided_by, comment } = change.decision;
        const row = { run_id: runId, path, decision, decided_by, comment, at: now };
        return this.#insert("step_decisions", row);
      }
    }
  }

  /** Changes a run. Its open attempt is written under its fence from then on. */
  #changeRun(runId: string, fields: RunFields): void {
    this.#update("job_runs", fields, { run_id: runId });
    if (fields.fence === undefined || fields.fence === null) return;
    this.#database.prepare(
      `UPDATE attempts SET fence = ?
       WHERE run_id = ? AND state IN ('planned', 'running') AND server_name IS NOT NULL`,
    ).run(fields.fence, runId);
  }

  #insert(table: string, row: Readonly<Record<string, Value>>): void {
    const columns = Object.keys(row);
    const places = columns.map(() => "?").join(", ");
    this.#database.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`)
      .run(...Object.values(row));
  }

  #update(
    table: string,
    fields: Readonly<Record<string, Value | undefined>>,
    key: Readonly<Record<string, Value>>,
  ): void {
    const columns = Object.keys(fields);
    if (columns.length === 0) return;
    const set = columns.map((column) => `${column} = ?`).join(", ");
    const condition = Object.keys(key).map((column) => `${column} = ?`).join(" AND ");
    this.#database.prepare(`UPDATE ${table} SET ${set} WHERE ${condition}`)
      .run(...Object.values(fields), ...Object.values(key));
  }
}

function runOf({ id: _, inputs, servers, ...run }: Row): ListedRun {
  return {
    ...run,
    inputs: JSON.parse(inputs) as ListedRun["inputs"],
    servers: JSON.parse(servers) as ListedRun["servers"],
  };
}
