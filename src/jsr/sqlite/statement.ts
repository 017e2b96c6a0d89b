import type { SQLOutputValue, StatementSync } from "node:sqlite";
import { type RestBindParameters, toNativeParameters } from "./bind_value.ts";
import { readFailure, ResultCode, SqliteError, toPlainError } from "./sqlite_error.ts";

/**
 * A prepared statement, made by `Database.prepare`. `finalize`, or `using`, frees it, and so does closing the
 * database.
 *
 * Every method takes the values of the parameters; those left out are `NULL`. Each throws a plain `Error`
 * with SQLite's message if the statement fails and for a name that is not among its parameters, and a
 * {@linkcode SqliteError} of code 25 for too many values.
 */
export class Statement<TStatement extends object = Record<string, unknown>> {
  readonly #int64: boolean;
  #native: StatementSync | undefined;
  #failure: SqliteError | undefined;

  /**
   * Wraps a statement; use `Database.prepare`.
   *
   * @param native The statement as `node:sqlite` knows it, which reads rows as lists and integers as bigints.
   * @param int64 Whether integers keep more than 32 bits.
   */
  constructor(native: StatementSync, int64: boolean) {
    this.#native = native;
    this.#int64 = int64;
  }

  /** Runs the statement and returns how many rows the last insert, update or delete changed. */
  run(...args: RestBindParameters): number {
    return this.#attempt((native) => Number(native.run(...toNativeParameters(args)).changes));
  }

  /** Returns all rows as objects; of columns with the same name the last counts. */
  all<T extends object = TStatement>(...args: RestBindParameters): T[] {
    return this.#attempt((native) => {
      const rows: unknown[] = native.all(...toNativeParameters(args));
      return rows.map(this.#objectReader<T>(native));
    });
  }

  /** Returns the first row as an object, if there is one. */
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

  /** Returns the first row as a list of columns, if there is one. */
  value<T extends Array<unknown>>(...params: RestBindParameters): T | undefined {
    return this.#attempt((native) => {
      const row: unknown = native.get(...toNativeParameters(params));
      return row === undefined ? undefined : this.#read(row) as T;
    });
  }

  /** Reads the rows one by one, as objects; the statement must not be run meanwhile. */
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

  /** Reads the rows one by one, as objects, with no parameter bound. */
  [Symbol.iterator](): IterableIterator<unknown> {
    return this.iter();
  }

  /**
   * Frees the statement. Does nothing the second time.
   *
   * @throws {SqliteError} If the statement's last run failed: SQLite reports that once more.
   */
  finalize(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    this.#native = undefined;
    if (failure) throw failure;
  }

  /** Does what `finalize` does. */
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
