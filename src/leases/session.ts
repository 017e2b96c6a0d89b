import type { Client } from "../domain/client.ts";
import type { LeaseEnd, OpenRecord } from "../domain/history.ts";
import type { Holding } from "./holding.ts";

/** Session that is active. */
export interface Session extends Holding {
  /** Record of the history. */
  readonly note: OpenRecord<LeaseEnd>;
  /** Settles when the session is over. */
  readonly over: PromiseWithResolvers<void>;
  /** Aborts then, too. */
  readonly ended: AbortController;
  /** Reason of its end. */
  why: LeaseEnd;
}

/** Creates the session of `client`, which begins now. */
export function newSession(client: Client, note: OpenRecord<LeaseEnd>): Session {
  const over = Promise.withResolvers<void>();
  over.promise.catch(() => {}); // Awaited by who started it; a client that is gone is told nothing.
  return {
    client,
    kind: "session",
    serverName: null,
    since: new Date().toISOString(),
    note,
    over,
    ended: new AbortController(),
    why: "released",
  };
}
