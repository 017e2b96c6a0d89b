import type { Client } from "./client.ts";
import type { HoldEnd, Note } from "./history.ts";
import type { Holding } from "./holding.ts";

/** Session that is active. */
export interface Session extends Holding {
  /** Record of the history. */
  readonly note: Note<HoldEnd>;
  /** Settles when the session is over. */
  readonly over: PromiseWithResolvers<void>;
  /** Aborts then, too. */
  readonly ended: AbortController;
  /** Reason of its end. */
  why: HoldEnd;
}

/** Creates the session of `client`, which begins now. */
export function newSession(client: Client, note: Note<HoldEnd>): Session {
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
