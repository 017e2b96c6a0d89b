import type { EventOf } from "../protocol/server_events.ts";
import type { ServerSet } from "./server_set.ts";

/** Place in the queue: number of the place from 1, and the leases that are in the way. */
export type QueuePlace = Pick<EventOf<"session_queued">, "position" | "blocked_by">;

/** Ask of a run for exclusive use of servers. */
export interface RunAsk {
  /** Id of the run, a UUID. It is `owner.id` on the wire. A run has one lease at a time. */
  readonly runId: string;
  /** Name of the owner that clients are told, such as that of the token that started the run. */
  readonly ownerName: string | null;
  /** Servers. The set does not change. */
  readonly servers: ServerSet;
  /** Reason that clients are told; null without one. */
  readonly reason: string | null;
  /** Time to wait, in seconds; 0 = granted at once or refused, above 2,000,000 = no limit. */
  readonly waitSeconds: number;
  /** Called with the place in the queue at once, and at each change of it, while the ask waits. */
  readonly onPosition: (place: QueuePlace) => void;
  /** Leaves the queue when it aborts. Has no effect on a lease that is granted. */
  readonly signal: AbortSignal;
}

/**
 * Lease of a run. It is stored before it is granted, and it lasts until it is released, over any
 * number of restarts of the service. It neither expires nor ends with a client.
 */
export interface RunLease {
  /** Number of the lease, which is never used again. */
  readonly leaseId: number;
  /** Id of the run. */
  readonly runId: string;
  /** Servers. */
  readonly servers: ServerSet;
  /** Fence: greater than that of every earlier lease. */
  readonly fence: number;
  /**
   * Aborts with an {@linkcode AppError} 50014, whose detail has the reason, when an administrator
   * ends the lease. The servers stay the run's until `release`, which the run calls when nothing of
   * it is left on them.
   */
  readonly signal: AbortSignal;
  /**
   * Gives the lease a new fence, which is stored first. Returns it.
   *
   * @throws {AppError} 41000 when it cannot be stored: the lease keeps its fence
   */
  newFence(): number;
  /** Releases the servers. Has no effect on a lease that was released. */
  release(): void;
}

/** Port to the leases of runs. */
export interface RunLeases {
  /**
   * Leases that runs held when the service ended, and that nobody has released since. They are
   * held before any client is served: release those of runs that are over.
   */
  readonly resumed: readonly RunLease[];
  /**
   * Asks for a lease: first come, first served among the asks that share a server, those of clients
   * among them. Nothing is stored for an ask that waits: after a restart the run asks again.
   *
   * @throws {AppError} 50004 or 50008 when it cannot be granted at once and `waitSeconds` is 0;
   * 50013 when it was not granted in time; 50014 when an administrator ended the ask; 41000 when
   * it cannot be stored
   * @throws the reason of the signal, when that aborted first
   */
  acquire(ask: RunAsk): Promise<RunLease>;
  /**
   * Returns the place that an ask for servers would have now. When nothing is in the way, it would
   * be granted at once.
   */
  placeOf(servers: ServerSet): QueuePlace;
  /**
   * Raises the counter of the fences, for a fence found on a server that is above all of ours: the
   * database is an older copy. Later fences are above `fence`.
   *
   * @throws {AppError} 41000 when it cannot be stored
   */
  raiseCounter(fence: number): void;
}
