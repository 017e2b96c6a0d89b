import { Change } from "./change.ts";
import type * as wire from "./wire.ts";

/** Session and lock of the service, as its events tell. */
export class Leases {
  /** Announces each change. */
  readonly change: Change = new Change();
  #session: wire.Owner = null;
  #lock: wire.Owner = null;

  /** Owner of the session, else that of the lock; null when both are free. */
  get owner(): wire.Owner {
    return this.#session ?? this.#lock;
  }

  /** Checks whether the client with the given id owns the session. */
  isSessionOf(id: string): boolean {
    return this.#session?.id === id;
  }

  /** Takes over the state that a welcome tells. */
  begin({ owner }: wire.Welcome): void {
    const isSession = owner?.kind === "session";
    this.#session = isSession ? owner : null;
    this.#lock = isSession ? null : owner;
    this.change.notify();
  }

  /** Takes over the change that a broadcast tells. */
  note(event: wire.Broadcast): void {
    if (event.type === "session_status") this.#session = event.owner;
    else if (event.type === "lock_status") this.#lock = event.owner;
    else return;
    this.change.notify();
  }
}
