import { Change } from "./change.ts";
import type * as wire from "./wire.ts";

/** Session and lock of the service, as its events tell. */
export class Leases {
  /** Announces each change. */
  readonly change: Change = new Change();
  #session: wire.Owner = null;
  #sessions: readonly wire.ActiveLease[] = [];
  #lock: wire.Owner = null;

  /** Owner of the session, else that of the lock; null when both are free. */
  get owner(): wire.Owner {
    return this.#session ?? this.#lock;
  }

  /** Whether one client excludes all others: by the lock, or by a session on all servers. */
  get isWhole(): boolean {
    const [first, second] = this.#sessions;
    if (second !== undefined) return false;
    return this.owner !== null && (first === undefined || first.servers.includes("*"));
  }

  /** Checks whether the client with the given id owns a session. */
  isSessionOf(id: string): boolean {
    return this.#session?.id === id || this.#sessions.some(({ owner }) => owner.id === id);
  }

  /**
   * Returns a function that checks whether the session with a number is over. Default: the oldest
   * session, else the lock.
   */
  endOf(leaseId = this.#sessions[0]?.lease_id): () => boolean {
    const { owner } = this;
    if (leaseId !== undefined) return () => this.#sessions.every((one) => one.lease_id !== leaseId);
    return () => this.owner?.id !== owner?.id || this.owner?.since !== owner?.since;
  }

  /** Takes over the state that a welcome tells. */
  begin({ owner, session_status }: wire.Welcome): void {
    const isSession = owner?.kind === "session" || owner?.kind === "job";
    this.#sessions = session_status.leases;
    this.#session = isSession ? owner : null;
    this.#lock = isSession ? null : owner;
    this.change.notify();
  }

  /** Takes over the change that a broadcast tells. */
  note(event: wire.Broadcast): void {
    if (event.type === "session_status") {
      this.#session = event.owner;
      this.#sessions = event.leases;
    } else if (event.type === "lock_status") this.#lock = event.owner;
    else return;
    this.change.notify();
  }
}
