import type { ClientIdentity } from "../domain/client.ts";
import type { ServerSet } from "../domain/server_set.ts";
import type { Owner } from "../protocol/owner.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { ActiveLease } from "../protocol/session_events.ts";

/** Client or run that owns a lease. */
export type ClaimOwner = Pick<ClientIdentity, "id" | "name" | "awayUntil"> & {
  /** Identity behind the owner. */
  readonly principal: Pick<ClientIdentity["principal"], "name">;
};

/** Session or running operation of a client, or lease of a run. */
export interface Claim {
  /** Owner. */
  readonly client: ClaimOwner;
  /** `session`, `job`, or the kind of the operation. */
  readonly kind: NonNullable<Owner>["kind"];
  /** Name of the operation's server; null for a session, a run or a transfer. */
  readonly serverName: string | null;
  /** Id of the running operation; null for a session that runs none. */
  readonly operationId: string | null;
  /** Time of its start, ISO 8601 in UTC. */
  readonly since: string;
}

/** Returns the status of the lock that `claim` has. */
export function lockStatusOf(claim: Claim | undefined): EventOf<"lock_status"> {
  const owner = claim === undefined ? null : ownerOf(claim);
  return {
    type: "lock_status",
    locked: owner !== null,
    lock_owner: owner?.id ?? null,
    owner,
    message: owner === null ? "Not locked" : `Locked by ${described(owner)}`,
  };
}

/** Returns the status of the sessions, the oldest first. */
export function sessionStatusOf(leases: ActiveLease[]): EventOf<"session_status"> {
  const owner = leases[0]?.owner ?? null;
  return {
    type: "session_status",
    session_active: owner !== null,
    session_owner: owner?.id ?? null,
    owner,
    leases,
    message: owner === null ? "No session is active" : `Session of ${described(owner)}`,
  };
}

/** Returns the owner of `claim` as clients are told. */
export function ownerOf(claim: Claim): NonNullable<Owner> {
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

/** Returns a set of servers as clients are told. */
export function serverNames(servers: ServerSet): string[] {
  return servers === "*" ? ["*"] : [...servers];
}

function described({ id, away_until }: NonNullable<Owner>): string {
  return away_until === null ? id : `${id}, who is away`;
}
