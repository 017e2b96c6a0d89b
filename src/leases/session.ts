import type { ClientIdentity } from "../domain/client.ts";
import type { LeaseEnd, OpenRecord } from "../domain/history.ts";
import type { LeaseState } from "../domain/lease.ts";
import { AppError } from "../errors.ts";
import type { Claim } from "./claim.ts";

/** Active session. */
export interface Session extends Omit<Claim, "operationId"> {
  /** Secret with which clients join. */
  readonly token: string;
  /** Ends of the memberships, by the ids of the members. */
  readonly members: Map<string, PromiseWithResolvers<SessionEnd | undefined>>;
  /** Time without an operation after which it expires, in seconds; 0 = never. */
  readonly idleSeconds: number;
  /** Called when it expires. */
  readonly onIdle: () => void;
  /** Idle timeout. */
  idle?: ReturnType<typeof setTimeout> | undefined;
  /** Record in the history. */
  readonly record: OpenRecord<LeaseEnd>;
  /** Settles when the session is over, with the takeover that ended it, if one did. */
  readonly over: PromiseWithResolvers<Takeover | undefined>;
  /** Aborts when the session is over. */
  readonly ended: AbortController;
  /** Reason of its end. */
  endedBy: LeaseEnd;
  /** Takeover that ends the session. */
  takeover?: Takeover;
}

/** Membership of a client in a session. Disposing it leaves the session, as a lost client does. */
export interface Membership extends Disposable {
  /** Owner of the session. */
  readonly owner: ClientIdentity;
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

/** Creates the session of `client`, which starts now. */
export function newSession(
  client: ClientIdentity,
  options: Pick<Session, "token" | "record" | "idleSeconds" | "onIdle">,
): Session {
  const over = Promise.withResolvers<Takeover | undefined>();
  over.promise.catch(() => {}); // A client that is gone no longer awaits the rejection.
  return {
    client,
    ...options,
    members: new Map(),
    kind: "session",
    serverName: null,
    since: new Date().toISOString(),
    over,
    ended: new AbortController(),
    endedBy: "released",
  };
}

/** Adds a member. Disposing the result calls `leave`, unless the membership is over. */
export function addMember(
  { client, members }: Session,
  { clientId, leave }: { readonly clientId: string; readonly leave: () => void },
): Membership {
  const membership = Promise.withResolvers<SessionEnd | undefined>();
  members.set(clientId, membership);
  return {
    owner: client,
    over: membership.promise,
    [Symbol.dispose]: () => {
      if (members.get(clientId) === membership) leave();
    },
  };
}

/**
 * Brings a session to the next state: ends what is over, and restarts the idle timeout. No timeout
 * runs during an operation.
 */
export function settleSession(session: Session, { session: state, running }: LeaseState): void {
  const { members, idleSeconds, onIdle } = session;
  clearTimeout(session.idle);
  if (state === null) return close(session);
  for (const [id, membership] of members) {
    if (state.members.includes(id)) continue;
    members.delete(id);
    membership.resolve(undefined);
  }
  const isIdle = idleSeconds > 0 && running.length === 0;
  session.idle = isIdle ? setTimeout(onIdle, idleSeconds * 1000) : undefined;
}

/** Ends the session for its owner and its members. */
function close(session: Session): void {
  const { endedBy, takeover, idleSeconds, over, members } = session;
  session.ended.abort();
  session.record.end(endedBy);
  for (const membership of members.values()) membership.resolve({ endedBy, takeover });
  members.clear();
  if (endedBy !== "expired") return over.resolve(takeover);
  const detail = `The session ran nothing for ${idleSeconds} s`;
  over.reject(new AppError("SESSION_EXPIRED", detail));
}
