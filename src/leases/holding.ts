import type { Owner } from "../protocol/owner.ts";
import type { Client } from "../domain/client.ts";

/** Session or running operation of a client. */
export interface Holding {
  /** Owner. */
  readonly client: Client;
  /** `session`, or the kind of the operation. */
  readonly kind: "session" | "command" | "terminal" | "transfer";
  /** Name of the operation's server; null for a session or a transfer. */
  readonly serverName: string | null;
  /** Time of its beginning, ISO 8601 in UTC. */
  readonly since: string;
}

/** Returns the owner of `holding` as clients are told; null without one. */
export function ownerOf(holding: Holding | undefined): Owner {
  if (holding === undefined) return null;
  const { client, kind, serverName, since } = holding;
  return {
    id: client.connectionId,
    name: client.name,
    kind,
    server_name: serverName,
    since,
    away_until: client.awayUntil,
  };
}
