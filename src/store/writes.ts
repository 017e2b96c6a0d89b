import type { Database, Statement } from "@db/sqlite";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { isOutage } from "./outage.ts";

/** Value of a parameter. */
export type Value = string | number | boolean | Uint8Array | null;

/** Statement of a write, with the values of its parameters. */
export interface Write {
  /** SQL of the statement. */
  readonly sql: string;
  /** Value of each `?`, in order. */
  readonly values?: readonly Value[];
}

/** Time that a write waits for another program that locks the file, in milliseconds. */
export const BUSY_TIMEOUT_MS = 250;

/** Time between two tries to write waiting records, in milliseconds. */
export const RETRY_MS = 1000;

/**
 * Maximum size of the waiting records, in bytes: their texts, and an estimate for each statement.
 */
const QUEUE_BYTES = 32 * 1024 * 1024;
/** Estimated size of a waiting statement without its texts, in bytes. */
const STATEMENT_BYTES = 256;

/** Time to write waiting records in one turn of the event loop, in milliseconds. */
const TURN_MS = 20;

/** Options for {@linkcode Writes}. */
export interface WritesOptions {
  /** Log for writes that fail, and for their recovery. */
  readonly log: Log;
  /** Called before each write. Throws when the file is not in its place, to begin an outage. */
  readonly checkPlace: () => void;
}

/** Outage: from the first write that fails until no record waits. */
interface Outage {
  readonly failure: AppError;
  timer: ReturnType<typeof setTimeout>;
  /** Number of records written late. */
  late: number;
  /** Number of records lost. */
  lost: number;
}

/**
 * Writes to the database, in order. No write throws: a full disk or a locked file must not stop the
 * operation that is recorded. A record that cannot be written waits in memory, up to about 32 MiB
 * in all, and is tried again every second; beyond that, the oldest record is lost. A statement that
 * SQLite refuses for its own fault, as for a broken constraint, is logged and dropped.
 *
 * Reads do not see waiting records. Disposing it tries once more to write them, wherever the file
 * is then, and drops the rest and every later record.
 */
export class Writes implements Disposable {
  readonly #database: Database;
  readonly #log: Log;
  readonly #checkPlace: () => void;
  readonly #statements = new Map<string, Statement>();
  readonly #queue: (readonly Write[])[] = [];
  #queuedBytes = 0;
  #outage: Outage | undefined;
  #isDisposed = false;

  /** Takes an open database, which its owner closes later. */
  constructor(database: Database, { log, checkPlace }: WritesOptions) {
    this.#database = database;
    this.#log = log;
    this.#checkPlace = checkPlace;
    this.#waitWhenBusy(BUSY_TIMEOUT_MS);
  }

  /** Reason for the present outage: 41000. `undefined` while no record waits. */
  get failure(): AppError | undefined {
    return this.#outage?.failure;
  }

  /** Runs a statement, at once if possible. */
  run(sql: string, ...values: readonly Value[]): void {
    this.runAll([{ sql, values }]);
  }

  /** Runs statements in one transaction, at once if possible. */
  runAll(writes: readonly Write[]): void {
    if (this.#isDisposed) return this.#log.error("a record came after the database was closed");
    this.#enqueue(writes);
    if (this.#outage === undefined) this.#writeOldest();
  }

  /** Begins an outage when the file is not in its place, which sets {@linkcode failure}. */
  confirmPlace(): void {
    if (this.#outage === undefined) this.#isInPlace();
  }

  /** Tries once more to write waiting records. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    if (this.#outage === undefined) return;
    clearTimeout(this.#outage.timer);
    while (this.#queue.length > 0 && this.#writeOldest());
    this.#outage.lost += this.#queue.length;
    this.#dequeue(this.#queue.length);
    this.#endOutage(this.#outage);
  }

  #enqueue(writes: readonly Write[]): void {
    this.#queue.push(writes);
    this.#queuedBytes += bytesOf(writes);
    while (this.#queuedBytes > QUEUE_BYTES && this.#queue.length > 1) {
      this.#dequeue(1);
      if (this.#outage !== undefined) this.#outage.lost++;
    }
  }

  #dequeue(count: number): void {
    for (const writes of this.#queue.splice(0, count)) this.#queuedBytes -= bytesOf(writes);
  }

  /** Writes the oldest waiting record. Returns false when no record can be written at present. */
  #writeOldest(): boolean {
    const [writes] = this.#queue;
    if (writes === undefined) return true;
    if (!this.#isInPlace()) return false;
    let isBegun = false;
    try {
      this.#database.transaction(() => {
        isBegun = true;
        // `all` runs a statement to its end: each step of `PRAGMA incremental_vacuum` frees one
        // page.
        for (const { sql, values = [] } of writes) this.#statement(sql).all(...values);
        isBegun = false;
      }).immediate();
      if (this.#outage !== undefined) this.#outage.late++;
    } catch (cause) {
      // A failure outside the statements, in BEGIN or COMMIT, is not theirs.
      if (!isBegun || isOutage(cause)) {
        this.#outage ??= this.#beginOutage(cause);
        return false;
      }
      this.#log.error("the database refuses a record, which is dropped", { error: cause });
    }
    this.#dequeue(1);
    return true;
  }

  /** Returns the statement of `sql`, which is prepared once: there are a few texts. */
  #statement(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Checks the place of the file. During disposal, any place is good. */
  #isInPlace(): boolean {
    if (this.#isDisposed) return true;
    try {
      this.#checkPlace();
      return true;
    } catch (cause) {
      this.#outage ??= this.#beginOutage(cause);
      return false;
    }
  }

  #beginOutage(cause: unknown): Outage {
    const failure = cause instanceof AppError
      ? cause
      : new AppError("DATABASE_QUERY_FAILED", "The database cannot be written", { cause });
    this.#log.error("the database cannot be written; records wait in memory", { error: failure });
    // A busy wait blocks the whole process: one in an outage is enough.
    this.#waitWhenBusy(0);
    return { failure, timer: this.#retryIn(RETRY_MS), late: 0, lost: 0 };
  }

  #retryIn(ms: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#retry(), ms);
  }

  #retry(): void {
    const endMs = performance.now() + TURN_MS;
    let isWritten = this.#isInPlace();
    while (isWritten && this.#queue.length > 0 && performance.now() < endMs) {
      isWritten = this.#writeOldest();
    }
    if (this.#outage === undefined) return;
    if (isWritten && this.#queue.length === 0) this.#endOutage(this.#outage);
    else this.#outage.timer = this.#retryIn(isWritten ? 0 : RETRY_MS);
  }

  #endOutage({ late, lost }: Outage): void {
    this.#outage = undefined;
    this.#waitWhenBusy(BUSY_TIMEOUT_MS);
    const counts = { late, lost };
    if (lost === 0) this.#log.info("the database can be written again", counts);
    else this.#log.error("records were lost while the database could not be written", counts);
  }

  #waitWhenBusy(ms: number): void {
    this.#database.exec(`PRAGMA busy_timeout = ${ms}`);
  }
}

/** Returns the size of a record. A text that several statements share counts once. */
function bytesOf(writes: readonly Write[]): number {
  const texts = new Set(writes.flatMap(({ values = [] }) => values));
  let bytes = STATEMENT_BYTES * writes.length;
  for (const value of texts) {
    if (typeof value === "string" || value instanceof Uint8Array) bytes += value.length;
  }
  return bytes;
}
