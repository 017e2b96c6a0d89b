import { Database } from "@db/sqlite";
import type { RecordedClient } from "../../src/domain/history.ts";
import { MIGRATIONS } from "../../src/store/migrations.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/open_store.ts";
import { type MemoryLog, memoryLog } from "../harness/memory_log.ts";

/** Client in records, without authentication. */
export const PEER: RecordedClient = {
  id: "c",
  address: "p",
  name: null,
  principal: { name: null },
};

/** Temporary folder of a store. Disposing it removes the folder. */
export interface StoreFolder extends Disposable {
  /** Path of the folder. */
  readonly path: string;
  /** Path of the database, which the first store creates. */
  readonly file: string;
  /** Log of the stores of this folder. */
  readonly log: MemoryLog;
  /** Opens a store, which the caller disposes. */
  open(days?: Partial<Omit<StoreOptions, "log">>): Store;
}

/** Creates a temporary folder for a store. */
export function storeFolder(): StoreFolder {
  const path = Deno.makeTempDirSync({ prefix: "pink-page-store-" });
  const file = `${path}/store.db`;
  const log = memoryLog();
  return {
    path,
    file,
    log,
    open: (days = {}) => openStore(file, { log, historyDays: 90, auditDays: 365, ...days }),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** Opens a second connection to `file`, as another program does. Disposing it closes it. */
export function outsider(file: string): Database & Disposable {
  const database = new Database(file, { int64: true });
  return Object.assign(database, { [Symbol.dispose]: () => database.close() });
}

/** Creates a database at `file` with the tables of an older `version`, and rows. */
export function createOlder(
  file: string,
  { version, rows }: { version: number; rows: string },
): void {
  using database = outsider(file);
  for (const sql of MIGRATIONS.slice(0, version)) database.exec(sql);
  database.exec(rows);
  database.exec(`PRAGMA user_version = ${version}`);
}
