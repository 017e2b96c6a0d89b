import type { ClientIdentity } from "../domain/client.ts";
import type { LeaseEnd, OpenRecord } from "../domain/history.ts";
import type { Claim } from "./claim.ts";

/** Active session. */
export interface Session extends Omit<Claim, "operationId"> {
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

/** End of a session by an administrator. */
export interface Takeover {
  /** Reason that everyone is told. */
  readonly reason: string;
  /** Name of the administrator's token; null without authentication. */
  readonly by: string | null;
}

/** Creates the session of `client`, which starts now. */
export function newSession(client: ClientIdentity, record: OpenRecord<LeaseEnd>): Session {
  const over = Promise.withResolvers<Takeover | undefined>();
  over.promise.catch(() => {}); // A client that is gone no longer awaits the rejection.
  return {
    client,
    kind: "session",
    serverName: null,
    since: new Date().toISOString(),
    record,
    over,
    ended: new AbortController(),
    endedBy: "released",
  };
}
