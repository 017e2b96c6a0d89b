import type { LeaseState, RunningState, SessionState } from "../domain/lease_state.ts";
import type { QueuePlace } from "../domain/run_leases.ts";
import type { ServerSet } from "../domain/server_set.ts";
import { placeOf } from "../domain/settle.ts";
import { type Claim, ownerOf, serverNames } from "./claim.ts";
import type { RunningOperation } from "./leases_options.ts";
import type { Session } from "./session.ts";

/** Session, operation or ask that is in the way, as clients are told. */
type Blocker = QueuePlace["blocked_by"][number];

/** Table of the leases. */
interface Table {
  readonly state: LeaseState;
  readonly sessions: ReadonlyMap<number, Session>;
  readonly running: ReadonlyMap<string, RunningOperation>;
  /** Returns a session as clients are told. */
  claimOf(session: Session): Claim;
}

/** Tells all asks that wait their places in the queue. */
export function moveAsks(table: Table): void {
  const told = new Map<SessionState | RunningState, Blocker[]>();
  const tell = (one: SessionState | RunningState) => {
    const known = told.get(one) ?? blockerOf(one, table);
    told.set(one, known);
    return known;
  };
  for (const ask of table.state.sessions) {
    if (ask.fence !== null) continue;
    const { position, blockedBy } = placeOf(table.state, ask);
    table.sessions.get(ask.id)?.moveTo({ position, blocked_by: blockedBy.flatMap(tell) });
  }
}

/** Returns the place that an ask for servers would have now. */
export function placeOfNewAsk(servers: ServerSet, table: Table): QueuePlace {
  const { position, blockedBy } = placeOf(table.state, { servers });
  return { position, blocked_by: blockedBy.flatMap((one) => blockerOf(one, table)) };
}

function blockerOf(one: SessionState | RunningState, table: Table): Blocker[] {
  const session = "id" in one ? table.sessions.get(one.id) : undefined;
  const operation = "id" in one ? undefined : table.running.get(one.clientId);
  const claim = session ? table.claimOf(session) : operation;
  if (claim === undefined) return [];
  const servers = serverNames(one.servers);
  return [{ lease_id: session?.id ?? null, owner: ownerOf(claim), servers }];
}
