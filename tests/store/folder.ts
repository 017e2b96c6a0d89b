import { Database } from "@db/sqlite";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { type MemoryLog, memoryLog } from "../harness/memory_log.ts";

/** A temporary folder for a store. Disposing it removes it. */
export interface StoreFolder extends Disposable {
  /** Its path. */
  readonly path: string;
  /** Where the store's file is, once it is opened. */
  readonly file: string;
  /** What the stores of this folder logged. */
  readonly log: MemoryLog;
  /** Opens the store. The caller disposes it. */
  open(options?: { historyDays: number }): Store;
}

/** Makes a temporary folder for a store. */
export function storeFolder(): StoreFolder {
  const path = Deno.makeTempDirSync({ prefix: "pink-page-store-" });
  const file = `${path}/store.db`;
  const log = memoryLog();
  return {
    path,
    file,
    log,
    open: ({ historyDays } = { historyDays: 90 }) => openStore(file, { log, historyDays }),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** A second connection to `file`, as another program has it. Disposing it closes it. */
export function outsider(file: string): Database & Disposable {
  const database = new Database(file, { int64: true });
  return Object.assign(database, { [Symbol.dispose]: () => database.close() });
}
