import type { LeaseEnd, OpenRecord } from "../domain/history.ts";
import type { ServerSet } from "../domain/server_set.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { ClaimOwner } from "./claim.ts";

/** Membership of a client in a session. Disposing it leaves the session, as a lost client does. */
export interface Membership extends Disposable {
  /** Owner of the session. */
  readonly owner: ClaimOwner;
  /** Resolves when the session is over, with its end, or with `undefined` when the client left. */
  readonly over: Promise<SessionEnd | undefined>;
}

/** End of a session, as its members are told. */
export interface SessionEnd {
  /** Reason of the end. */
  readonly endedBy: LeaseEnd;
  /** Takeover that ended it, if one did. */
  readonly takeover: Takeover | undefined;
}

/** End of a session by an administrator. */
export interface Takeover {
  /** Reason that everyone is told. */
  readonly reason: string;
  /** Name of the administrator's token; null without authentication. */
  readonly by: string | null;
}

/** Question of another client, as the owner of a session is told. */
export type Asked = Omit<EventOf<"session_asked">, "type" | "request_id">;

/** Options for {@linkcode Session}. */
export interface SessionOptions {
  /** Number of the lease. */
  readonly id: number;
  /** Owner. */
  readonly client: ClaimOwner;
  /** Whether a run owns it. */
  readonly isRun: boolean;
  /** Servers. */
  readonly servers: ServerSet;
  /** Reason of the owner; null without one. */
  readonly reason: string | null;
  /** Secret with which clients join. */
  readonly token: string;
  /** Time without an operation after which it expires, in seconds; 0 = never. */
  readonly idleSeconds: number;
  /** Called when it expires. */
  readonly onIdle: () => void;
  /** Creates its record in the history when it is granted. */
  readonly begin: () => OpenRecord<LeaseEnd>;
}
