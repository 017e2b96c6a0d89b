import type { ClientIdentity } from "../domain/client.ts";
import type { Owner } from "../protocol/owner.ts";

/** Session or running operation of a client. */
export interface Claim {
  /** Owner. */
  readonly client: ClientIdentity;
  /** `session`, or the kind of the operation. */
  readonly kind: "session" | "command" | "terminal" | "transfer";
  /** Name of the operation's server; null for a session or a transfer. */
  readonly serverName: string | null;
  /** Time of its start, ISO 8601 in UTC. */
  readonly since: string;
}

/** Returns the owner of `claim` as clients are told; null without one. */
export function ownerOf(claim: Claim | undefined): Owner {
  if (claim === undefined) return null;
  const { client, kind, serverName, since } = claim;
  return {
    id: client.id,
    name: client.name,
    kind,
    server_name: serverName,
    since,
    away_until: client.awayUntil,
  };
}
