import type { Database } from "@db/sqlite";
import type { Log } from "../log.ts";
import { query } from "./query.ts";

const HOUR_MS = 3_600_000;

/**
 * Log lines with the newest row of the audit trail: rows that are cut off at the end of the trail
 * break no chain, and are missed only by who knows the last hash. Disposing it logs a last line.
 */
export class AuditHead implements Disposable {
  readonly #database: Database;
  readonly #log: Log;
  #loggedMs = -Infinity;

  /** Takes an open database, which its owner closes later. */
  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Logs the newest row if the last line is an hour old. Never throws. */
  logHourly(nowMs: number): void {
    if (nowMs - this.#loggedMs < HOUR_MS) return;
    this.#loggedMs = nowMs;
    this.#logNewest();
  }

  /** Logs the newest row. Never throws. */
  [Symbol.dispose](): void {
    this.#logNewest();
  }

  #logNewest(): void {
    try {
      const newest = query(
        "The audit trail",
        () => this.#database.prepare("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").get(),
      );
      if (newest !== undefined) this.#log.info("audit head", newest);
    } catch (error) {
      this.#log.error("the newest row of the audit trail is unknown", { error });
    }
  }
}
