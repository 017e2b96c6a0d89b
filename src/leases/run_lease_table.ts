import type { StoredRunLease } from "../domain/lease_store.ts";
import type { QueuePlace, RunAsk, RunLease, RunLeases } from "../domain/run_leases.ts";
import type { ServerSet } from "../domain/server_set.ts";
import type { LeaseTable } from "./lease_table.ts";
import type { LeasesOptions } from "./leases_options.ts";
import { placeOfNewAsk } from "./move_asks.ts";
import { Session } from "./session.ts";

/** Leases of runs, in the table that they share with the sessions of clients. */
export class RunLeaseTable implements RunLeases {
  readonly #table: LeaseTable;
  readonly #history: LeasesOptions["history"];
  readonly #restored: readonly Session[];

  /** Restores the leases that runs hold. */
  constructor(table: LeaseTable, { store, history }: Pick<LeasesOptions, "store" | "history">) {
    this.#table = table;
    this.#history = history;
    this.#restored = store.held.map((row) => this.#restore(row));
  }

  /** Leases that runs held when the service ended, and that are not released. */
  get resumed(): readonly RunLease[] {
    return this.#restored.filter(({ ended }) => !ended.signal.aborted)
      .map((session) => this.#leaseOf(session));
  }

  /**
   * Asks for a lease.
   *
   * @throws {AppError} 50004, 50008, 50013, 50014, 41000; the reason of the signal
   */
  async acquire(ask: RunAsk): Promise<RunLease> {
    const { signal, servers, runId: clientId, waitSeconds } = ask;
    signal.throwIfAborted();
    const request = { clientId, servers, waitSeconds, isRun: true, token: crypto.randomUUID() };
    const session = this.#table.ask((id) => this.#newSession(id, ask), request);
    const leave = () => {
      if (!session.isWaiting) return;
      session.refusal = signal.reason;
      this.#table.apply({ type: "session_lost", clientId });
    };
    signal.addEventListener("abort", leave, { signal: session.ended.signal });
    try {
      for await (const place of session.places()) ask.onPosition(place);
      await session.granted;
    } finally {
      signal.removeEventListener("abort", leave);
    }
    return this.#leaseOf(session);
  }

  /** Returns the place that an ask for servers would have now. */
  placeOf(servers: ServerSet): QueuePlace {
    return placeOfNewAsk(servers, this.#table);
  }

  /** Raises the counter of the fences. @throws {AppError} 41000 */
  raiseCounter(fence: number): void {
    this.#table.raise(fence);
  }

  #restore({ leaseId: id, runId, ownerName, servers, reason, fence, since }: StoredRunLease) {
    const session = this.#newSession(id, { runId, ownerName, servers, reason });
    const { token } = session.options;
    const [members, waitUntilMs] = [[], Infinity];
    const place = { id, owner: runId, isRun: true, servers, members, waitUntilMs };
    this.#table.restore(session, { ...place, fence, token, isEnding: false });
    session.since = since;
    return session;
  }

  #leaseOf(session: Session): RunLease {
    const { id, options: { client, servers } } = session;
    const event = { clientId: client.id } as const;
    return {
      leaseId: id,
      runId: client.id,
      servers,
      get fence() {
        return session.fence ?? 0;
      },
      signal: session.takenOver.signal,
      newFence: () => {
        this.#table.apply({ type: "new_fence", ...event });
        return session.fence ?? 0;
      },
      release: () => {
        if (!session.ended.signal.aborted) this.#table.apply({ type: "session_lost", ...event });
      },
    };
  }

  /** Creates the lease of a run, which waits. */
  #newSession(
    id: number,
    { runId, ownerName, servers, reason }: Pick<
      RunAsk,
      "runId" | "ownerName" | "servers" | "reason"
    >,
  ): Session {
    const principal = { name: ownerName };
    const client = { id: runId, name: ownerName, address: "", awayUntil: null, principal };
    return new Session({
      ...{ id, client, isRun: true, servers, reason },
      token: crypto.randomUUID(),
      idleSeconds: 0,
      onIdle: () => {},
      begin: () => this.#history.beginLease({ kind: "job", client, servers }),
    });
  }
}
