import type { ClientIdentity } from "../domain/client.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";

/** Session or running operation of a client. */
export interface Claim {
  /** Owner. */
  readonly client: ClientIdentity;
  /** `session`, or the kind of the operation. */
  readonly kind: "session" | "command" | "terminal" | "transfer";
  /** Name of the operation's server; null for a session or a transfer. */
  readonly serverName: string | null;
  /** Id of the running operation; null for a session that runs none. */
  readonly operationId: string | null;
  /** Time of its start, ISO 8601 in UTC. */
  readonly since: string;
}

/** Returns the status of the lock that `claim` has. */
export function lockStatusOf(claim: Claim | undefined): EventOf<"lock_status"> {
  const owner = ownerOf(claim);
  return {
    type: "lock_status",
    locked: owner !== null,
    lock_owner: owner?.id ?? null,
    owner,
    message: owner === null ? "Not locked" : `Locked by ${described(owner)}`,
  };
}

/** Returns the status of the session that is `claim`. */
export function sessionStatusOf(claim: Claim | undefined): EventOf<"session_status"> {
  const owner = ownerOf(claim);
  return {
    type: "session_status",
    session_active: owner !== null,
    session_owner: owner?.id ?? null,
    owner,
    message: owner === null ? "No session is active" : `Session of ${described(owner)}`,
  };
}

/** Returns the owner of `claim` as clients are told; null without one. */
function ownerOf(claim: Claim | undefined): Owner {
  if (claim === undefined) return null;
  const { client, kind, serverName, operationId, since } = claim;
  return {
    id: client.id,
    name: client.name,
    kind,
    server_name: serverName,
    operation_id: operationId,
    since,
    away_until: client.awayUntil,
  };
}

function described({ id, away_until }: NonNullable<Owner>): string {
  return away_until === null ? id : `${id}, who is away`;
}
