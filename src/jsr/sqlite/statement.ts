import type { SQLOutputValue, StatementSync } from "node:sqlite";
import { type RestBindParameters, toNativeParameters } from "./bind_value.ts";
import { readFailure, ResultCode, SqliteError, toPlainError } from "./sqlite_error.ts";

/**
 * Prepared statement, created by `Database.prepare`. `finalize`, or `using`, frees the statement,
 * and so does closing the database.
 *
 * Methods take the values of the parameters; missing values are `NULL`. They throw a plain `Error`
 * with SQLite's message if the statement fails or has no parameter of a given name, and a
 * {@linkcode SqliteError} with code 25 for too many values.
 */
export class Statement<TStatement extends object = Record<string, unknown>> {
  readonly #int64: boolean;
  #native: StatementSync | undefined;
  #failure: SqliteError | undefined;

  /**
   * Wraps a statement. Use `Database.prepare` instead.
   *
   * @param native Statement that reads rows as lists and integers as bigints.
   * @param int64 Whether integers keep more than 32 bits.
   */
  constructor(native: StatementSync, int64: boolean) {
    this.#native = native;
    this.#int64 = int64;
  }

  /** Runs the statement and returns the number of rows that it changed. */
  run(...args: RestBindParameters): number {
    return this.#attempt((native) => Number(native.run(...toNativeParameters(args)).changes));
  }

  /** Returns all rows as objects. The last of several columns with the same name counts. */
  all<T extends object = TStatement>(...args: RestBindParameters): T[] {
    return this.#attempt((native) => {
      const rows: unknown[] = native.all(...toNativeParameters(args));
      return rows.map(this.#objectReader<T>(native));
    });
  }

  /** Returns the first row as an object, or `undefined` without a row. */
  get<T extends object = TStatement>(...params: RestBindParameters): T | undefined {
    return this.#attempt((native) => {
      const row: unknown = native.get(...toNativeParameters(params));
      return row === undefined ? undefined : this.#objectReader<T>(native)(row);
    });
  }

  /** Returns all rows as lists of columns. */
  values<T extends unknown[] = unknown[]>(...args: RestBindParameters): T[] {
    return this.#attempt((native) => {
      const rows: unknown[] = native.all(...toNativeParameters(args));
      return rows.map((row) => this.#read(row) as T);
    });
  }

  /** Returns the first row as a list of columns, or `undefined` without a row. */
  value<T extends Array<unknown>>(...params: RestBindParameters): T | undefined {
    return this.#attempt((native) => {
      const row: unknown = native.get(...toNativeParameters(params));
      return row === undefined ? undefined : this.#read(row) as T;
    });
  }

  /** Yields the rows as objects. The statement must not run again before the end. */
  *iter(...params: RestBindParameters): IterableIterator<unknown> {
    const rows = this.#attempt((native) => native.iterate(...toNativeParameters(params)));
    try {
      while (true) {
        const row = this.#attempt((native) => {
          const { done, value } = rows.next();
          return done ? undefined : this.#objectReader(native)(value);
        });
        if (row === undefined) return;
        yield row;
      }
    } finally {
      rows.return?.();
    }
  }

  /** Yields the rows as objects, without parameters. */
  [Symbol.iterator](): IterableIterator<unknown> {
    return this.iter();
  }

  /**
   * Frees the statement. Does nothing the second time.
   *
   * @throws {SqliteError} if the last run failed: SQLite reports the failure again
   */
  finalize(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    this.#native = undefined;
    if (failure) throw failure;
  }

  /** Calls {@linkcode Statement.finalize}. */
  [Symbol.dispose](): void {
    this.finalize();
  }

  #attempt<R>(work: (native: StatementSync) => R): R {
    if (!this.#native) throw new SqliteError(ResultCode.misuse, "SQLite3 API misuse");
    this.#failure = undefined;
    try {
      return work(this.#native);
    } catch (error) {
      const failure = readFailure(error);
      if (failure?.code === ResultCode.range) throw failure;
      this.#failure = failure;
      throw toPlainError(error);
    }
  }

  #objectReader<T>(native: StatementSync): (row: unknown) => T {
    const names = native.columns().map((column) => column.name);
    return (row) => {
      const columns = this.#read(row);
      return Object.fromEntries(names.map((name, i) => [name, columns[i]])) as T;
    };
  }

  #read(row: unknown): unknown[] {
    const columns = row as SQLOutputValue[];
    return columns.map((column) => typeof column === "bigint" ? this.#readInteger(column) : column);
  }

  #readInteger(value: bigint): number | bigint {
    if (!this.#int64) return Number(BigInt.asIntN(32, value));
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
}
