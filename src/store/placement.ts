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
 * Notices that the files of an open database are not where they were. SQLite itself goes on with
 * what it has open, so that everything it is given would be gone with the process.
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
   * Checks that the files are in place. Files beside the database that were deleted are made anew,
   * and nothing of them is lost.
   *
   * @throws {AppError} 41000 when the database was deleted, moved or replaced
   * @throws {Error} when another program reads the database, so that the files beside it cannot be
   * made anew at present
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
   * Writes to the database what is in the write-ahead log, which SQLite does not do when the file
   * is not in place.
   */
  [Symbol.dispose](): void {
    if (!this.#file.isInPlace) this.#emptyLog();
  }

  /**
   * The log belongs to its name: after a crash SQLite would apply it to whatever database is at the
   * path then.
   */
  #emptyLog(): void {
    try {
      this.#database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
    } catch (error) {
      this.#log.error("the write-ahead log cannot be written to the database", { error });
    }
  }

  /**
   * Leaving WAL mode writes the log to the database and deletes it; entering it makes a new one.
   */
  #renewCompanions(): void {
    this.#database.exec("PRAGMA journal_mode = DELETE");
    this.#database.exec("PRAGMA journal_mode = WAL");
    this.#companions = this.#openCompanions();
    this.#log.warn("files beside the database were deleted or replaced, and are made anew");
  }

  /** Reads, so that SQLite makes the files, and returns which they are. */
  #openCompanions(): string {
    this.#database.prepare("SELECT count(*) FROM sqlite_schema").value();
    return this.#identities();
  }

  #identities(): string {
    return COMPANIONS.map((suffix) => identityOf(this.#file.path + suffix)).join();
  }
}
