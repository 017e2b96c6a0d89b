import { Database } from "@db/sqlite";
import { AppError } from "../errors.ts";
import { KnownHosts } from "./known_hosts.ts";
import { migrate } from "./migrations.ts";

/** The SQLite file and the records in it. Disposing it closes the file. */
export interface Store extends Disposable {
  /** Host keys that were trusted on first use. */
  readonly knownHosts: KnownHosts;
  /** Throws when the file does not answer. @throws {AppError} 41000 */
  check(): void;
}

/**
 * Opens the database at `path`, makes its folder and file when they are missing, and brings its tables up to date.
 *
 * @throws {AppError} 40000 when it can not be opened
 */
export function openStore(path: string): Store {
  try {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    if (folder !== "") Deno.mkdirSync(folder, { recursive: true });
    const database = new Database(path);
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA busy_timeout = 2000");
    migrate(database);
    return {
      knownHosts: new KnownHosts(database),
      check: () => check(database),
      [Symbol.dispose]: () => database.close(),
    };
  } catch (cause) {
    throw new AppError(
      "DATABASE_CONNECTION_FAILED",
      "The database can not be opened: check DATABASE_PATH",
      { cause },
    );
  }
}

function check(database: Database): void {
  try {
    database.prepare("SELECT count(*) FROM known_hosts").value();
  } catch (cause) {
    throw new AppError("DATABASE_QUERY_FAILED", "The database does not answer", { cause });
  }
}
