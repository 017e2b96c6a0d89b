import { Database } from "@db/sqlite";
import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { DatabaseFile } from "./database_file.ts";
import type { Audit } from "../domain/audit.ts";
import type { JobDefinitions, RunStore } from "../domain/job_store.ts";
import type { HealthRecords } from "../domain/health.ts";
import type { LeaseStore } from "../domain/lease_store.ts";
import type { LoginRecords } from "../domain/logins.ts";
import type { KnownHosts } from "../domain/known_hosts.ts";
import { StoredAudit } from "./audit.ts";
import { AttemptOutputs } from "./attempt_outputs.ts";
import { AuditHead } from "./audit_head.ts";
import { DurableWrites } from "./durable_writes.ts";
import { StoredHealthRecords } from "./health_records.ts";
import type { History } from "../domain/history.ts";
import { markInterrupted, StoredHistory } from "./history.ts";
import { Jobs } from "./jobs.ts";
import { StoredLeases } from "./lease_store.ts";
import { StoredLogins } from "./logins.ts";
import { StoredKnownHosts } from "./known_hosts.ts";
import { migrate } from "./migrations.ts";
import { Placement } from "./placement.ts";
import { query } from "./query.ts";
import { realPath } from "./real_path.ts";
import { prune } from "./retention.ts";
import { Runs } from "./runs.ts";
import { defineSha256 } from "./sha256.ts";
import { Writes } from "./writes.ts";

/** SQLite file and the records in it. Disposing it writes waiting records and closes the file. */
export interface Store extends Disposable {
  /** Random id of this database, the same for the life of the file. */
  readonly installation: string;
  /** Host keys that were trusted on first use, and the types of keys. */
  readonly knownHosts: KnownHosts;
  /** History of operations and leases. */
  readonly history: History;
  /** Definitions of jobs. */
  readonly jobs: JobDefinitions;
  /** Runs of jobs. */
  readonly runs: RunStore;
  /** Counter of the leases, and the leases of runs. */
  readonly leases: LeaseStore;
  /** Audit trail. */
  readonly audit: Audit;
  /** Health of the servers. */
  readonly healthRecords: HealthRecords;
  /** Logins of browsers. */
  readonly logins: LoginRecords;
  /**
   * Checks that the file is in its place, can be read, and can be written.
   *
   * @throws {AppError} 41000 when that is not so
   */
  check(): void;
  /**
   * Deletes some of the records that are too old at `nowMs`, in milliseconds since 1970, and logs
   * the newest row of the audit trail once an hour. Never throws. Called every minute, it keeps up
   * with new records.
   */
  prune(nowMs: number): void;
}

/** Options for {@linkcode openStore}. */
export interface StoreOptions {
  /** Log for writes that fail, and for their recovery. */
  readonly log: Log;
  /** Time for which the history of operations and leases is kept, in days. */
  readonly historyDays: number;
  /** Time for which rows of the audit trail are kept, in days. */
  readonly auditDays: number;
  /** Maximum size of all kept outputs, in bytes. Default: 0, which keeps none. */
  readonly keptOutputBytes?: number | undefined;
  /** Maximum size of the kept output of a job's step, in bytes. Default: 64 MiB. */
  readonly jobOutputBytes?: number | undefined;
}

/** Time that the opening waits for another program that locks the file, in milliseconds. */
const OPENING_BUSY_TIMEOUT_MS = 2000;

/**
 * Opens the database at `path`, creates a missing folder and file, and brings the tables up to
 * date. One process at a time opens the database, by whatever path; other programs may read the
 * file.
 *
 * @throws {AppError} 40000 when the database cannot be opened or written, or is in use by another
 * process of this service
 */
export function openStore(
  path: string,
  { log, keptOutputBytes = 0, jobOutputBytes = 67_108_864, ...days }: StoreOptions,
): Store {
  try {
    using opening = new DisposableStack();
    const file = path === ":memory:"
      ? undefined
      : opening.use(new DatabaseFile(realPath(path), log));
    const database = openDatabase(file?.path ?? path, opening);
    migrate(database);
    defineSha256(database);
    markInterrupted(database);
    const placement = file && opening.use(new Placement(database, { file, log }));
    // Disposed after the writes, so that its last line has the row that was written last.
    const auditHead = opening.use(new AuditHead(database, log));
    const checkPlace = () => placement?.check();
    const writes = opening.use(new Writes(database, { log, checkPlace }));
    const store = {
      installation: installationOf(database),
      knownHosts: new StoredKnownHosts(database, writes),
      history: new StoredHistory(database, writes, { keptOutputBytes }),
      ...durableStores(database, { checkPlace, jobOutputBytes }),
      logins: new StoredLogins(database, writes),
      audit: new StoredAudit(database, writes),
      healthRecords: new StoredHealthRecords(database, writes),
      check: () => check(database, writes),
      prune: (nowMs: number) => {
        prune(writes, { nowMs, keptOutputBytes, ...days });
        auditHead.logHourly(nowMs);
      },
    };
    const resources = opening.move();
    return { ...store, [Symbol.dispose]: () => resources.dispose() };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      "DATABASE_CONNECTION_FAILED",
      "The database cannot be opened: check DATABASE_PATH",
      { cause },
    );
  }
}

/** Returns the stores of which nothing is written late: runs, jobs and their leases. */
function durableStores(
  database: Database,
  { checkPlace, jobOutputBytes }: { checkPlace: () => void; jobOutputBytes: number },
): Pick<Store, "runs" | "jobs" | "leases"> {
  const writes = new DurableWrites(database, { checkPlace });
  const runs = new Runs(database, writes, new AttemptOutputs(database, writes, jobOutputBytes));
  const leases = new StoredLeases(database, writes);
  return { runs, jobs: new Jobs(database, writes, runs), leases };
}

/** Opens the file, which `opening` closes. */
function openDatabase(path: string, opening: DisposableStack): Database {
  // Sizes in bytes and times in milliseconds need more than 32 bits.
  const database = opening.adopt(new Database(path, { int64: true }), (open) => open.close());
  database.exec(`PRAGMA busy_timeout = ${OPENING_BUSY_TIMEOUT_MS}`);
  // Takes effect before the first table only: an older file keeps its size and reuses free pages.
  database.exec("PRAGMA auto_vacuum = INCREMENTAL");
  database.exec("PRAGMA journal_mode = WAL");
  // In WAL mode, no record waits for the disk. A power failure may lose the last records, and
  // leaves the file intact.
  database.exec("PRAGMA synchronous = NORMAL");
  return database;
}

/** Returns the id of the installation. @throws {Error} when the database has none */
function installationOf(database: Database): string {
  const [id] = database.prepare("SELECT id FROM installation").value<[string]>() ?? [];
  if (id === undefined) throw new Error("the database has no installation id");
  return id;
}

/** Checks that the file can be read and written. @throws {AppError} 41000 when that is not so */
function check(database: Database, writes: Writes): void {
  writes.confirmPlace();
  if (writes.failure !== undefined) throw writes.failure;
  query("The database", () => database.prepare("SELECT count(*) FROM known_hosts").value());
}
