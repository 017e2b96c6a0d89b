import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { ServerSet } from "./server_set.ts";

/** Status of the sessions and the lock, as clients are told. */
export interface LeaseStatus {
  /** Status of the lock. */
  readonly lockStatus: EventOf<"lock_status">;
  /** Status of the sessions. */
  readonly sessionStatus: EventOf<"session_status">;
  /** Owner of the oldest session, else of the lock. */
  readonly owner: Owner;
}

/** Session on a set of servers, held or asked for, with the members that have joined it. */
export interface SessionState {
  /** Number of the lease: those of later asks are greater. */
  readonly id: number;
  /** Id of the client, or of the run, that owns it. */
  readonly owner: string;
  /** Whether the owner is a run. */
  readonly isRun: boolean;
  /** Servers. */
  readonly servers: ServerSet;
  /** Number of the grant, greater than those of earlier grants; null while it waits. */
  readonly fence: number | null;
  /** Time at which the wait ends, in milliseconds of the clock of `time_passed`. */
  readonly waitUntilMs: number;
  /** Ids of the members, in the order in which they joined. The owner is none of them. */
  readonly members: readonly string[];
  /** Secret with which clients join. */
  readonly token: string;
  /** Whether it ends with the last operation that still runs. Until then nothing else starts. */
  readonly isEnding: boolean;
}

/** Running operation of a client. */
export interface RunningState {
  /** Id of the client. */
  readonly clientId: string;
  /** Names of its servers. */
  readonly servers: readonly string[];
  /** Number of the session in which it runs; null outside all sessions. */
  readonly leaseId: number | null;
}

/** State of the leases: sessions and running operations. */
export interface LeaseState {
  /** Sessions that are held or asked for, in the order of the asks. */
  readonly sessions: readonly SessionState[];
  /** Running operations, in the order of their starts. */
  readonly running: readonly RunningState[];
  /** Latest number of an ask or a grant. */
  readonly counter: number;
}

/** Rules of the state machine that can be set. */
export interface LeaseRules {
  /** Operations that run at a time outside sessions: one in all, one a server, or one a client. */
  readonly commandLock: "on" | "server" | "off";
}

/** Initial state: no session, nothing running. */
export const FREE: LeaseState = { sessions: [], running: [], counter: 0 };

/** Checks whether a session is held. */
export function isHeld(session: SessionState | undefined): session is SessionState {
  return session !== undefined && session.fence !== null;
}
