import type { Database } from "@db/sqlite";
import { type HoldEnd, type HoldFilter, type HoldRow, Holds, type HoldStart } from "./holds.ts";
import { type RunEnd, type RunFilter, type RunRow, Runs, type RunStart } from "./runs.ts";
import type { Writes } from "./writes.ts";

/** What happened: operations, sessions and locks. */
export class History {
  readonly #runs: Runs;
  readonly #holds: Holds;

  /** Takes an open database, which its owner closes, and the way to write to it. Throws what SQLite throws. */
  constructor(database: Database, writes: Writes) {
    this.#runs = new Runs(database, writes);
    this.#holds = new Holds(database, writes);
  }

  /** Records that an operation starts now, and gives what records its end: the first end counts. */
  beginRun(start: RunStart): { end(end: RunEnd): void } {
    return this.#runs.begin(start);
  }

  /** Records that a session or lock is taken now, and gives what records its end: the first end counts. */
  beginHold(start: HoldStart): { end(how: HoldEnd): void } {
    return this.#holds.begin(start);
  }

  /** Reads operations, newest first. @throws {AppError} 41000 */
  runs(filter: RunFilter): RunRow[] {
    return this.#runs.list(filter);
  }

  /** Reads one operation by its `operation_id`. @throws {AppError} 41000 */
  run(operationId: string): Omit<RunRow, "id"> | undefined {
    return this.#runs.find(operationId);
  }

  /** Reads sessions and locks, newest first. @throws {AppError} 41000 */
  holds(filter: HoldFilter): HoldRow[] {
    return this.#holds.list(filter);
  }
}

/** Marks what was cut off by the death of an earlier process: it has no end, and never will. Throws what SQLite throws. */
export function markInterrupted(database: Database): void {
  database.transaction(() => {
    database.exec("UPDATE runs SET ending = 'interrupted' WHERE ending IS NULL");
    database.exec("UPDATE holds SET ended_by = 'interrupted' WHERE ended_by IS NULL");
  }).immediate();
}
