import type { ClientIdentity } from "../../src/domain/client.ts";
import type { LeaseRules } from "../../src/domain/lease_state.ts";
import type { LeaseStore } from "../../src/domain/lease_store.ts";
import { Operation } from "../../src/domain/operation.ts";
import { EVERYBODY } from "../../src/domain/principal.ts";
import type { QueuePlace } from "../../src/domain/run_leases.ts";
import { Leases } from "../../src/leases/leases.ts";
import type { SessionRequest } from "../../src/leases/leases_options.ts";
import type { Session } from "../../src/leases/session.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { type MemoryLeaseStore, memoryLeaseStore } from "../harness/lease_store.ts";

/** Leases under test, with their store and what they announced to everyone. */
export interface LeaseSetup<Store extends LeaseStore> {
  readonly leases: Leases;
  readonly store: Store;
  readonly announced: EventOf<"session_status">[];
  /** Ends of the records of sessions and locks. */
  readonly ends: string[];
  /** Asks for a session. Aborting `gone` ends the client. */
  ask(
    client: ClientIdentity,
    request: Partial<SessionRequest> & { readonly gone?: AbortController },
  ): Session;
  /** Runs a command on a server. */
  run(client: ClientIdentity, server: string): { operation: Operation; end(): void };
}

/** Creates leases. */
export function setUpLeases<Store extends LeaseStore = MemoryLeaseStore>(
  { commandLock = "on", sessionIdleSeconds = 0, ...options }: {
    commandLock?: LeaseRules["commandLock"];
    sessionIdleSeconds?: number;
    store?: Store;
  } = {},
): LeaseSetup<Store> {
  const store = options.store ?? memoryLeaseStore() as LeaseStore as Store;
  const announced: EventOf<"session_status">[] = [];
  const ends: string[] = [];
  const leases = new Leases({
    ...{ commandLock, sessionIdleSeconds, store },
    maxOperations: 10_000,
    maxOperationsPerServer: 10_000,
    announce: (status, topic) => {
      if (topic === undefined && status.type === "session_status") announced.push(status);
    },
    history: { beginLease: () => ({ end: (how) => ends.push(how) }) },
  });
  return {
    ...{ leases, store, announced, ends },
    ask: (client, { gone = new AbortController(), ...request }) =>
      leases.startSession(client, { signal: gone.signal, ...request }),
    run: (client, server) => {
      const operation = new Operation();
      const request = { operation, kind: "command", serverName: server } as const;
      const lease = leases.acquire(client, { ...request, servers: [server] });
      return { operation, end: () => lease[Symbol.dispose]() };
    },
  };
}

/** Returns the client with a number. */
export function clientOf(number: number): ClientIdentity {
  return {
    id: `${String(number).padStart(8, "0")}-0000-4000-8000-000000000000`,
    address: `127.0.0.1:${number}`,
    principal: EVERYBODY,
    name: `c${number}`,
    awayUntil: null,
  };
}

/** Returns a place in the queue: its number, and the names of those that are in the way. */
export function placeOf(place: QueuePlace | undefined): [number, (string | null)[]] | undefined {
  return place && [place.position, place.blocked_by.map(({ owner }) => owner.name)];
}
