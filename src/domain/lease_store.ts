import type { ServerSet } from "./server_set.ts";

/** Lease of a run, as it is stored. */
export interface StoredRunLease {
  /** Number of the lease. */
  readonly leaseId: number;
  /** Id of the run. */
  readonly runId: string;
  /** Name of the owner that clients are told; null without one. */
  readonly ownerName: string | null;
  /** Servers. */
  readonly servers: ServerSet;
  /** Reason that clients are told; null without one. */
  readonly reason: string | null;
  /** Fence. */
  readonly fence: number;
  /** Time of the grant, ISO 8601 in UTC. */
  readonly since: string;
}

/**
 * Port to what outlasts the service: the counter of leases and fences, and the leases of runs. A
 * call returns when its data are on the disk.
 */
export interface LeaseStore {
  /** Number up to which all numbers may have been used when the store was opened. */
  readonly reserved: number;
  /** Leases that runs held when the store was opened, the oldest first. */
  readonly held: readonly StoredRunLease[];
  /**
   * Reserves the numbers up to `counter`.
   *
   * @throws {AppError} 41000 when they cannot be reserved
   */
  reserve(counter: number): void;
  /**
   * Stores the leases that runs hold now, in place of those before.
   *
   * @throws {AppError} 41000 when they cannot be stored: those before stay
   */
  save(held: readonly StoredRunLease[]): void;
}
