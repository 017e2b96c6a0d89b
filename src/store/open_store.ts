import { Database } from "@db/sqlite";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { DatabaseFile } from "./database_file.ts";
import type { HealthRecords } from "../domain/health.ts";
import type { KnownHosts } from "../domain/known_hosts.ts";
import { StoredHealthRecords } from "./health_records.ts";
import type { History } from "../domain/history.ts";
import { markInterrupted, StoredHistory } from "./history.ts";
import { StoredKnownHosts } from "./known_hosts.ts";
import { migrate } from "./migrations.ts";
import { Placement } from "./placement.ts";
import { query } from "./query.ts";
import { realPath } from "./real_path.ts";
import { prune } from "./retention.ts";
import { Writes } from "./writes.ts";

/** The SQLite file and the records in it. Disposing it writes what waits and closes the file. */
export interface Store extends Disposable {
  /** Random id of this database, which stays the same while the file does. */
  readonly installation: string;
  /** Host keys that were trusted on first use. */
  readonly knownHosts: KnownHosts;
  /** Operations, sessions and locks. */
  readonly history: History;
  /** The health of the servers. */
  readonly healthRecords: HealthRecords;
  /**
   * Checks that the file is in its place and answers, and that writing to it does not fail.
   *
   * @throws {AppError} 41000
   */
  check(): void;
  /** Deletes some of what is too old at `nowMs`, milliseconds since 1970: call it every minute. Never throws. */
  prune(nowMs: number): void;
}

/** How a store is opened. */
export interface StoreOptions {
  /** Is told of writes that fail, and that they work again. */
  readonly log: Log;
  /** How long the history of operations, sessions and locks is kept. */
  readonly historyDays: number;
}

/** How long the opening waits for another program that holds the file. */
const OPENING_BUSY_TIMEOUT_MS = 2000;

/**
 * Opens the database at `path`, makes its folder and file when they are missing, and brings its tables up to date. One
 * process at a time has it open, by whatever path; others may read the file.
 *
 * @throws {AppError} 40000 when it can not be opened and written, or another process of this service has it
 */
export function openStore(path: string, { log, historyDays }: StoreOptions): Store {
  try {
    using opening = new DisposableStack();
    const file = path === ":memory:"
      ? undefined
      : opening.use(new DatabaseFile(realPath(path), log));
    const database = openDatabase(file?.path ?? path, opening);
    migrate(database);
    markInterrupted(database);
    const placement = file && opening.use(new Placement(database, { file, log }));
    const writes = opening.use(
      new Writes(database, { log, checkPlace: () => placement?.check() }),
    );
    const store = {
      installation: installationOf(database),
      knownHosts: new StoredKnownHosts(database, writes),
      history: new StoredHistory(database, writes),
      healthRecords: new StoredHealthRecords(database, writes),
      check: () => check(database, writes),
      prune: (nowMs: number) => prune(writes, { nowMs, historyDays }),
    };
    const resources = opening.move();
    return { ...store, [Symbol.dispose]: () => resources.dispose() };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      "DATABASE_CONNECTION_FAILED",
      "The database can not be opened: check DATABASE_PATH",
      { cause },
    );
  }
}

/** Opens the file; `opening` closes it. */
function openDatabase(path: string, opening: DisposableStack): Database {
  // Bytes and milliseconds are more than 32 bits.
  const database = opening.adopt(new Database(path, { int64: true }), (open) => open.close());
  database.exec(`PRAGMA busy_timeout = ${OPENING_BUSY_TIMEOUT_MS}`);
  // Only before the first table: an older file keeps its size, and fills again what was deleted.
  database.exec("PRAGMA auto_vacuum = INCREMENTAL");
  database.exec("PRAGMA journal_mode = WAL");
  // In WAL a power failure then may take the last records, and never breaks the file; nothing waits for the disk at each record.
  database.exec("PRAGMA synchronous = NORMAL");
  return database;
}

function installationOf(database: Database): string {
  const [id] = database.prepare("SELECT id FROM installation").value<[string]>() ?? [];
  if (id === undefined) throw new Error("the database has no installation id");
  return id;
}

function check(database: Database, writes: Writes): void {
  writes.confirmPlace();
  if (writes.failure !== undefined) throw writes.failure;
  query("The database", () => database.prepare("SELECT count(*) FROM known_hosts").value());
}
