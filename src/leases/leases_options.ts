import type { Announce } from "../domain/broadcast.ts";
import type { History } from "../domain/history.ts";
import type { LeaseRules } from "../domain/lease_state.ts";
import type { LeaseStore } from "../domain/lease_store.ts";
import type { Operation } from "../domain/operation.ts";
import type { OperationLimits } from "../domain/operation_limits.ts";
import type { ServerSet } from "../domain/server_set.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { Claim } from "./claim.ts";

/** Options for {@linkcode Leases}. */
export interface LeasesOptions extends LeaseRules, OperationLimits {
  /** Time without an operation after which a session expires, in seconds; 0 = never. */
  readonly sessionIdleSeconds: number;
  /** Called with every change, once and in order: with a topic for an operation in a session. */
  readonly announce: Announce<EventOf<"lock_status" | "session_status">>;
  /** Records of sessions and locks. */
  readonly history: Pick<History, "beginLease">;
  /** Counter of the leases, and the leases of runs. */
  readonly store: LeaseStore;
}

/** Request for a session. */
export interface SessionRequest {
  /** Ends the session, or the wait for it, when it aborts: the client is gone. */
  readonly signal: AbortSignal;
  /** Servers. Default: all. */
  readonly servers?: ServerSet;
  /** Time to wait in the queue, in seconds. Default: 0, granted at once or refused. */
  readonly waitSeconds?: number;
  /** Reason that clients are told. Default: null, none. */
  readonly reason?: string | null;
}

/** Request for the lease of an operation. */
export interface LeaseRequest extends Pick<Claim, "serverName"> {
  /** Operation, which `cancel` and the end of the session stop. */
  readonly operation: Operation;
  /** Kind of the operation. */
  readonly kind: Exclude<Claim["kind"], "session" | "job">;
  /** Names of the servers that it runs on: two for a transfer. */
  readonly servers: readonly string[];
}

/** Registration of a running operation. Disposing it ends the registration. */
export interface Lease extends Disposable {
  /** Id of the operation: a UUID of version 7. */
  readonly operationId: string;
}

/** Running operation. */
export interface RunningOperation extends Claim, Pick<LeaseRequest, "operation" | "servers"> {
  /** Resolves when the operation has ended. */
  readonly ended: PromiseWithResolvers<void>;
}
