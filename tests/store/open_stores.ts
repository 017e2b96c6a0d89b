// Opens the stores at the given paths, one after the other, and prints each error code, or 0.
import { AppError } from "../../src/errors.ts";
import { openStore } from "../../src/store/open_store.ts";
import { memoryLog } from "../harness/memory_log.ts";

if (import.meta.main) { for (const path of Deno.args) print(String(codeOf(path))); }

function codeOf(path: string): number {
  try {
    openStore(path, { log: memoryLog(), historyDays: 90, auditDays: 365 })[Symbol.dispose]();
    return 0;
  } catch (error) {
    return error instanceof AppError ? error.code : -1;
  }
}

function print(line: string): void {
  // deno-lint-ignore no-console -- the test reads it
  console.log(line);
}
