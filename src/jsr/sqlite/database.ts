import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { RestBindParameters } from "./bind_value.ts";
import { ResultCode, SqliteError, toPlainError } from "./sqlite_error.ts";
import { Statement } from "./statement.ts";
import { makeTransaction, type Transaction } from "./transaction.ts";

/** Options for {@linkcode Database}. */
export interface DatabaseOpenOptions {
  /** Whether writing fails. Default: false. */
  readonly?: boolean;
  /** Whether a missing file is created. Default: true, except with `readonly`. */
  create?: boolean;
  /**
   * Whether integers keep more than 32 bits. Integers beyond 2^53 are then read as `bigint`.
   * Without the option every integer is cut to its low 32 bits. Default: false.
   */
  int64?: boolean;
  /**
   * Whether columns of SQLite's JSON functions are parsed, which only the published package can do.
   * Pass false where such a column is read.
   */
  parseJson?: false;
}

/** Options for {@linkcode Database.function}. */
export interface FunctionOptions {
  /** Whether equal arguments always have the same result. Default: false. */
  deterministic?: boolean;
  /** Whether triggers, views and other SQL of the schema cannot call it. Default: false. */
  directOnly?: boolean;
}

/**
 * Connection to a database file, or to a database in memory for the path `:memory:`. `close` closes
 * the connection.
 *
 * Methods that run SQL throw a plain `Error` with SQLite's message if the SQL fails.
 */
export class Database {
  /** Whether integers keep more than 32 bits. */
  readonly int64: boolean;
  readonly #path: string;
  readonly #native: DatabaseSync;
  #open = true;

  /**
   * Opens a database.
   *
   * @param path Path, `file:` URL, or `:memory:`.
   * @param options See {@linkcode DatabaseOpenOptions}.
   * @throws {SqliteError} code 14 if the file cannot be opened
   * @throws {Deno.errors.NotCapable} without permission to read and (unless `readonly`) write the
   * file
   */
  constructor(path: string | URL, options: DatabaseOpenOptions = {}) {
    this.#path = path instanceof URL ? fileURLToPath(path) : path;
    this.int64 = options.int64 ?? false;
    this.#native = openNative(this.#path, options);
  }

  /** Whether the connection is open. */
  get open(): boolean {
    return this.#open;
  }

  /** Path of the file. */
  get path(): string {
    return this.#path;
  }

  /** Number of rows that the last insert, update or delete changed. */
  get changes(): number {
    return this.#ask("SELECT changes()");
  }

  /** Number of rows changed since the connection was opened. */
  get totalChanges(): number {
    return this.#ask("SELECT total_changes()");
  }

  /** Row id of the last insert of this connection. */
  get lastInsertRowId(): number {
    return this.#ask("SELECT last_insert_rowid()");
  }

  /** Whether no transaction is open, so that each statement is its own transaction. */
  get autocommit(): boolean {
    return !this.#native.isTransaction;
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.#open && !this.autocommit;
  }

  /** Prepares the first statement of `sql`. */
  prepare<T extends object = Record<string, unknown>>(sql: string): Statement<T> {
    return new Statement<T>(attempt(() => this.#native.prepare(sql)), this.int64);
  }

  /**
   * Runs SQL: all statements without parameters, only the first one with parameters.
   *
   * @returns number of rows that the last insert, update or delete changed
   */
  exec(sql: string, ...params: RestBindParameters): number {
    if (params.length > 0) return this.prepare(sql).run(...params);
    attempt(() => this.#native.exec(sql));
    return this.changes;
  }

  /** Calls {@linkcode Database.exec}. */
  run(sql: string, ...params: RestBindParameters): number {
    return this.exec(sql, ...params);
  }

  /**
   * Returns a function that runs `fn` inside a transaction, which is committed when `fn` returns
   * and rolled back when `fn` throws. Inside an open transaction it is a savepoint. `fn` must not
   * be asynchronous, because the transaction ends with the first `await`.
   */
  transaction<T extends (this: Transaction<T>, ...args: never[]) => void>(fn: T): Transaction<T> {
    return makeTransaction(this, fn);
  }

  /**
   * Defines a function of SQL for this connection. An error of `fn` fails the statement that calls
   * the function.
   *
   * @param name Name of the function in SQL.
   * @param fn Takes as many arguments as it names, and returns a value of SQL.
   * @param options See {@linkcode FunctionOptions}.
   */
  function(name: string, fn: CallableFunction, options: FunctionOptions = {}): void {
    this.#native.function(name, options, fn as (...args: SQLOutputValue[]) => SQLOutputValue);
  }

  /** Closes the connection and frees its statements. Does nothing the second time. */
  close(): void {
    if (!this.#open) return;
    this.#native.close();
    this.#open = false;
  }

  #ask(sql: string): number {
    const [answer] = Object.values(this.#native.prepare(sql).get() ?? {});
    return Number(answer);
  }
}

function openNative(path: string, options: DatabaseOpenOptions): DatabaseSync {
  // A separate constant, because Deno's types lack some of these options.
  const nativeOptions = {
    readOnly: options.readonly ?? false,
    readBigInts: true,
    returnArrays: true,
  };
  const isFile = path !== ":memory:" && path !== "";
  const isMissing = options.create === false && isFile && !isThere(path);
  try {
    if (isMissing) throw new Error("The file does not exist");
    return new DatabaseSync(path, nativeOptions);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "Error") throw error;
    throw new SqliteError(ResultCode.cantOpen, "unable to open database file");
  }
}

function attempt<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    throw toPlainError(error);
  }
}

/** Checks whether a file exists. `node:fs` takes longer to load than a database to open. */
function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
