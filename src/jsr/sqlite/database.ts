import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { RestBindParameters } from "./bind_value.ts";
import { ResultCode, SqliteError, toPlainError } from "./sqlite_error.ts";
import { Statement } from "./statement.ts";
import { makeTransaction, type Transaction } from "./transaction.ts";

/** How a {@linkcode Database} is opened. */
export interface DatabaseOpenOptions {
  /** Whether writing fails. Default: false. */
  readonly?: boolean;
  /** Whether a missing file is made. Default: true, and never if `readonly`. */
  create?: boolean;
  /**
   * Whether integers keep more than 32 bits: those beyond 2^53 are then read as `bigint`, and without this
   * any integer is cut to its low 32 bits. Default: false.
   */
  int64?: boolean;
  /**
   * Columns made by SQLite's JSON functions are read as text, which the published package does only if
   * this is false. Pass it where such a column is read.
   */
  parseJson?: false;
}

/**
 * A connection to a database file, or to one in memory for the path `:memory:`. `close` closes it.
 *
 * Methods that run SQL throw a plain `Error` with SQLite's message if it fails.
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
   * @param path A path, a `file:` URL, or `:memory:`.
   * @param options See {@linkcode DatabaseOpenOptions}.
   * @throws {SqliteError} Code 14 if the file cannot be opened.
   * @throws {Deno.errors.NotCapable} Without permission to read and, unless `readonly`, write the file.
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

  /** The path of the file. */
  get path(): string {
    return this.#path;
  }

  /** How many rows the last insert, update or delete changed. */
  get changes(): number {
    return this.#ask("SELECT changes()");
  }

  /** How many rows were changed since the connection was opened. */
  get totalChanges(): number {
    return this.#ask("SELECT total_changes()");
  }

  /** The row id of the last insert of this connection. */
  get lastInsertRowId(): number {
    return this.#ask("SELECT last_insert_rowid()");
  }

  /** Whether no transaction is open, so that every statement is one of its own. */
  get autocommit(): boolean {
    return !this.#native.isTransaction;
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.#open && !this.autocommit;
  }

  /** Prepares a statement; of several in `sql`, the first. */
  prepare<T extends object = Record<string, unknown>>(sql: string): Statement<T> {
    return new Statement<T>(attempt(() => this.#native.prepare(sql)), this.int64);
  }

  /**
   * Runs SQL: without parameters any number of statements, else the first.
   *
   * @returns How many rows the last insert, update or delete changed.
   */
  exec(sql: string, ...params: RestBindParameters): number {
    if (params.length > 0) return this.prepare(sql).run(...params);
    attempt(() => this.#native.exec(sql));
    return this.changes;
  }

  /** Does what `exec` does. */
  run(sql: string, ...params: RestBindParameters): number {
    return this.exec(sql, ...params);
  }

  /**
   * Makes a function that runs another inside a transaction: committed when it returns, rolled back when
   * it throws. Inside an open transaction it is a savepoint of that one. `fn` must not be asynchronous, as
   * the transaction ends with its first `await`.
   */
  transaction<T extends (this: Transaction<T>, ...args: never[]) => void>(fn: T): Transaction<T> {
    return makeTransaction(this, fn);
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
  // A constant of its own, as Deno's types do not know all that its DatabaseSync does.
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

/** Not by `node:fs`, which takes longer to load than the database to open. */
function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
