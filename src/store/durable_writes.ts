import type { Database } from "@db/sqlite";
import { AppError } from "../errors.ts";

/**
 * Writes that are on the disk when they return, also after a power failure, or that fail. Those of
 * {@linkcode Writes} wait in memory instead, and may be lost.
 */
export class DurableWrites {
  readonly #database: Database;
  readonly #checkPlace: () => void;

  /** Takes an open database, which its owner closes. `checkPlace` throws when its file is away. */
  constructor(database: Database, { checkPlace }: { readonly checkPlace: () => void }) {
    this.#database = database;
    this.#checkPlace = checkPlace;
  }

  /**
   * Runs `change` in a transaction.
   *
   * @returns the result of `change`
   * @throws {AppError} 41000 when `subject` cannot be written: then nothing has changed
   */
  run<Result>(subject: string, change: () => Result): Result {
    // A transaction has the setting with which it begins.
    this.#database.exec("PRAGMA synchronous = FULL");
    try {
      return this.runFast(subject, change);
    } finally {
      this.#database.exec("PRAGMA synchronous = NORMAL");
    }
  }

  /**
   * Runs `change` in a transaction that a power failure may undo, as long as no later one was run
   * by {@linkcode run}.
   *
   * @returns the result of `change`
   * @throws {AppError} 41000 when `subject` cannot be written: then nothing has changed
   */
  runFast<Result>(subject: string, change: () => Result): Result {
    try {
      this.#checkPlace();
      return this.#database.transaction(change).immediate();
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      const detail = `${subject} cannot be written: try again`;
      throw new AppError("DATABASE_QUERY_FAILED", detail, { cause });
    }
  }
}
