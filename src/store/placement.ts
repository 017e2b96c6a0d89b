import type { Database } from "@db/sqlite";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type DatabaseFile, identityOf } from "./database_file.ts";

/**
 * Files that SQLite keeps beside the database, by what is added to its path: the write-ahead log
 * and its index.
 */
const COMPANIONS = ["-wal", "-shm"] as const;

/**
 * Checks that the files of an open database are in their places. SQLite itself goes on with the
 * open files, so that new records would be lost with the process.
 */
export class Placement implements Disposable {
  readonly #database: Database;
  readonly #file: DatabaseFile;
  readonly #log: Log;
  #companions: string;
  #isAway = false;

  /** Takes an open database in WAL mode, and its file. */
  constructor(database: Database, { file, log }: { file: DatabaseFile; log: Log }) {
    this.#database = database;
    this.#file = file;
    this.#log = log;
    this.#companions = this.#openCompanions();
  }

  /**
   * Checks that the files are in place. Creates deleted files beside the database again, without
   * loss.
   *
   * @throws {AppError} 41000 when the database was deleted, moved or replaced
   * @throws {Error} when the files beside the database cannot be created at present, because
   * another program reads it
   */
  check(): void {
    const wasAway = this.#isAway;
    this.#isAway = !this.#file.isInPlace;
    if (this.#isAway) {
      if (!wasAway) this.#emptyLog();
      throw new AppError(
        "DATABASE_QUERY_FAILED",
        "The database file was deleted, moved or replaced: put it back, or restart the service",
      );
    }
    if (this.#identities() !== this.#companions) this.#renewCompanions();
  }

  /**
   * Writes the write-ahead log to the database if its file is not in place: SQLite then does not.
   */
  [Symbol.dispose](): void {
    if (!this.#file.isInPlace) this.#emptyLog();
  }

  /**
   * Empties the write-ahead log. After a crash, SQLite would apply the log to whatever database has
   * its path.
   */
  #emptyLog(): void {
    try {
      this.#database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
    } catch (error) {
      this.#log.error("the write-ahead log cannot be written to the database", { error });
    }
  }

  /** Leaves WAL mode, which writes the log to the database, and enters it with new files. */
  #renewCompanions(): void {
    this.#database.exec("PRAGMA journal_mode = DELETE");
    this.#database.exec("PRAGMA journal_mode = WAL");
    this.#companions = this.#openCompanions();
    this.#log.warn("files beside the database were deleted or replaced, and are created again");
  }

  /** Reads, so that SQLite creates the files, and returns their identities. */
  #openCompanions(): string {
    this.#database.prepare("SELECT count(*) FROM sqlite_schema").value();
    return this.#identities();
  }

  #identities(): string {
    return COMPANIONS.map((suffix) => identityOf(this.#file.path + suffix)).join();
  }
}
