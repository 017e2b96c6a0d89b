import type { Database } from "@db/sqlite";
import type { LeaseStore, StoredRunLease } from "../domain/lease_store.ts";
import type { ServerSet } from "../domain/server_set.ts";
import type { DurableWrites } from "./durable_writes.ts";

/** Row of a lease. */
type Row = Omit<StoredRunLease, "servers"> & { readonly servers: string };

/** Counter of leases, and leases of runs, in SQLite. */
export class StoredLeases implements LeaseStore {
  /** Number up to which all numbers may have been used when the database was opened. */
  readonly reserved: number;
  /** Leases that runs held when the database was opened, the oldest first. */
  readonly held: readonly StoredRunLease[];
  readonly #database: Database;
  readonly #writes: DurableWrites;

  /**
   * Takes an open database, which its owner closes, and the writes to it.
   *
   * @throws {Error} what SQLite throws
   */
  constructor(database: Database, writes: DurableWrites) {
    this.#database = database;
    this.#writes = writes;
    [this.reserved = 0] =
      database.prepare("SELECT reserved FROM counters WHERE name = 'lease'").value<[number]>() ??
        [];
    const select = `SELECT id AS leaseId, run_id AS runId, owner_name AS ownerName, servers, reason,
       fence, since FROM run_leases ORDER BY id`;
    this.held = database.prepare(select).all<Row>()
      .map((row) => ({ ...row, servers: JSON.parse(row.servers) as ServerSet }));
  }

  /** Reserves the numbers up to `counter`. @throws {AppError} 41000 */
  reserve(counter: number): void {
    const update = "UPDATE counters SET reserved = max(reserved, ?) WHERE name = 'lease'";
    this.#writes.run("The counter of the leases", () => {
      this.#database.prepare(update).run(counter);
    });
  }

  /** Stores the leases that runs hold now. @throws {AppError} 41000 */
  save(held: readonly StoredRunLease[]): void {
    const insert = `INSERT INTO run_leases (id, run_id, owner_name, servers, reason, fence, since)
       VALUES (?, ?, ?, ?, ?, ?, ?)`;
    this.#writes.run("The lease of the run", () => {
      this.#database.exec("DELETE FROM run_leases");
      for (const { leaseId, runId, ownerName, servers, reason, fence, since } of held) {
        const values = [leaseId, runId, ownerName, JSON.stringify(servers), reason, fence, since];
        this.#database.prepare(insert).run(...values);
      }
    });
  }
}
