import type { Database } from "@db/sqlite";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { isOutage } from "./outage.ts";

/** What a parameter of a write holds. */
export type Value = string | number | boolean | null;

/** One statement of a write, and the values of its parameters by position. */
export interface Write {
  /** The statement. */
  readonly sql: string;
  /** One value for each `?`. */
  readonly values?: readonly Value[];
}

/** Time that a write waits for another program that holds the file, in milliseconds. */
export const BUSY_TIMEOUT_MS = 250;

/** Time between two tries to write what waits, in milliseconds. */
export const RETRY_MS = 1000;

/** How much may wait, about: the texts of the values and {@linkcode STATEMENT_BYTES} for each statement. */
const QUEUE_BYTES = 32 * 1024 * 1024;
const STATEMENT_BYTES = 256;

/** How long what waited is written in one turn, so that other work is not held up by it. */
const TURN_MS = 20;

/** Options for {@linkcode Writes}. */
export interface WritesOptions {
  /** Log that is told of writes that fail, and that they work again. */
  readonly log: Log;
  /** Called before each write. Throws when the file is not in its place, which begins an outage. */
  readonly checkPlace: () => void;
}

/** Time in which writing fails, from the first write that does to the last one that waits. */
interface Outage {
  readonly failure: AppError;
  timer: ReturnType<typeof setTimeout>;
  late: number;
  lost: number;
}

/**
 * Every write to the database goes through here, in order, and none ever throws: a full disk or a locked file must not
 * stop what is being recorded. What can not be written now waits in memory, up to about 32 MiB, and is tried again every
 * second; beyond that the oldest is lost. A statement that SQLite refuses for itself (a broken constraint) is logged and dropped.
 *
 * Reads do not see what waits. Disposing it tries to write what waits once more, wherever the file
 * is then, and gives up the rest and what comes later.
 */
export class Writes implements Disposable {
  readonly #database: Database;
  readonly #log: Log;
  readonly #checkPlace: () => void;
  readonly #queue: (readonly Write[])[] = [];
  #queuedBytes = 0;
  #outage: Outage | undefined;
  #isDisposed = false;

  /** Takes an open database, which its owner closes after this. */
  constructor(database: Database, { log, checkPlace }: WritesOptions) {
    this.#database = database;
    this.#log = log;
    this.#checkPlace = checkPlace;
    this.#waitWhenBusy(BUSY_TIMEOUT_MS);
  }

  /** Why writing fails at present: 41000. undefined when all is written. */
  get failure(): AppError | undefined {
    return this.#outage?.failure;
  }

  /** Runs one statement, at once when that is possible. */
  run(sql: string, ...values: readonly Value[]): void {
    this.runAll([{ sql, values }]);
  }

  /** Runs statements in one transaction, at once when that is possible. */
  runAll(writes: readonly Write[]): void {
    if (this.#isDisposed) return this.#log.error("a record came when the database was closed");
    this.#enqueue(writes);
    if (this.#outage === undefined) this.#writeOldest();
  }

  /** Begins an outage when the file is not in its place, so that {@linkcode failure} says so. */
  confirmPlace(): void {
    if (this.#outage === undefined) this.#isInPlace();
  }

  /** Tries once more to write what waits. */
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

  /** Writes the oldest of what waits. Returns false when nothing can be written for now. */
  #writeOldest(): boolean {
    const [writes] = this.#queue;
    if (writes === undefined) return true;
    if (!this.#isInPlace()) return false;
    let isBegun = false;
    try {
      this.#database.transaction(() => {
        isBegun = true;
        // `all` runs a statement to its end: `PRAGMA incremental_vacuum` frees one page with each step.
        for (const { sql, values = [] } of writes) this.#database.prepare(sql).all(...values);
        isBegun = false;
      }).immediate();
      if (this.#outage !== undefined) this.#outage.late++;
    } catch (cause) {
      // What fails outside of a write, in BEGIN or COMMIT, is no write's fault.
      if (!isBegun || isOutage(cause)) {
        this.#outage ??= this.#beginOutage(cause);
        return false;
      }
      this.#log.error("the database refuses a record, which is dropped", { error: cause });
    }
    this.#dequeue(1);
    return true;
  }

  /** Checks the place of the file. At the end, what waits goes to the open file in any place. */
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
      : new AppError("DATABASE_QUERY_FAILED", "The database can not be written", { cause });
    this.#log.error("the database can not be written; records wait in memory", { error: failure });
    // A write that waits blocks the whole process: once in an outage is enough.
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
    if (lost === 0) this.#log.info("the database can be written again", { late, lost });
    else {this.#log.error("records were lost while the database could not be written", {
        late,
        lost,
      });}
  }

  #waitWhenBusy(ms: number): void {
    this.#database.exec(`PRAGMA busy_timeout = ${ms}`);
  }
}

/** A text that several statements share is there once. */
function bytesOf(writes: readonly Write[]): number {
  const texts = new Set(writes.flatMap(({ values = [] }) => values));
  let bytes = STATEMENT_BYTES * writes.length;
  for (const value of texts) if (typeof value === "string") bytes += value.length;
  return bytes;
}
