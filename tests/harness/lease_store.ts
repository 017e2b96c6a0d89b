import type { LeaseStore, StoredRunLease } from "../../src/domain/lease_store.ts";

/** Lease store in memory, with what it has stored. */
export interface MemoryLeaseStore extends LeaseStore {
  /** Numbers up to which all were reserved, in the order of the calls. */
  readonly reservations: number[];
  /** Leases that are stored. */
  saved: readonly StoredRunLease[];
  /** Failure of each call, if any. */
  failure: Error | undefined;
}

/** Creates a lease store in memory, with the leases that runs hold. */
export function memoryLeaseStore(
  { held = [], reserved = 0 }: Partial<Pick<LeaseStore, "held" | "reserved">> = {},
): MemoryLeaseStore {
  const store: MemoryLeaseStore = {
    held,
    reserved,
    saved: held,
    reservations: [],
    failure: undefined,
    reserve: (counter) => {
      if (store.failure !== undefined) throw store.failure;
      store.reservations.push(counter);
    },
    save: (leases) => {
      if (store.failure !== undefined) throw store.failure;
      store.saved = leases;
    },
  };
  return store;
}
