import type { RunWait } from "../protocol/rest/run_records.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Principal } from "./principal.ts";
import type { Transfer } from "./transfer.ts";

/** Checks whether the scopes of a principal include a server. */
export function seesServer({ scopes }: Principal, name: string): boolean {
  return scopes.servers === undefined || scopes.servers.includes(name);
}

/** Checks whether the scopes of a principal include both servers of a transfer. */
export function seesTransfer(principal: Principal, { from, to }: Transfer): boolean {
  return [from, to].every(({ server }) => seesServer(principal, server.name));
}

/** Checks whether every event for everyone is for a principal as it is. */
export function seesEverything({ scopes }: Principal): boolean {
  return scopes.servers === undefined;
}

/**
 * Returns an event for everyone as a principal sees it: without the names of servers that its
 * scopes exclude. Returns `undefined` for an event about such a server.
 */
export function eventFor(principal: Principal, event: ServerEvent): ServerEvent | undefined {
  switch (event.type) {
    case "server_health":
      return seesServer(principal, event.server_name) ? event : undefined;
    case "lock_status":
      return { ...event, owner: ownerFor(principal, event.owner) };
    case "session_status": {
      const leases = leasesFor(principal, event.leases);
      return { ...event, owner: ownerFor(principal, event.owner), leases };
    }
    case "run_status":
      return waitFor(principal, event);
    default:
      return event;
  }
}

/** Returns the wait of a run as a principal sees it: without what it does not see. */
export function waitFor<Wait extends RunWait>(principal: Principal, wait: Wait): Wait {
  const { blocked_by } = wait;
  if (blocked_by === undefined) return wait;
  return { ...wait, blocked_by: leasesFor(principal, blocked_by) };
}

/** Returns an owner as a principal sees it: without the name of an excluded server. */
export function ownerFor<Owner extends { readonly server_name: string | null } | null>(
  principal: Principal,
  owner: Owner,
): Owner {
  if (owner === null || owner.server_name === null) return owner;
  return seesServer(principal, owner.server_name) ? owner : { ...owner, server_name: null };
}

/** Lease on servers, by their names: `*` is all servers. */
interface ServerLease {
  readonly servers: readonly string[];
}

/** Checks whether the scopes of a principal include a server of a lease. */
export function seesLease(principal: Principal, { servers }: ServerLease): boolean {
  return servers.some((name) => name === "*" || seesServer(principal, name));
}

/** Checks whether the scopes of a principal include all servers of a run. */
export function seesRun({ scopes }: Principal, { servers }: ServerLease): boolean {
  return scopes.servers === undefined || servers.every((name) => scopes.servers?.includes(name));
}

/** Returns the leases that a principal sees, without the names of servers that it does not see. */
export function leasesFor<
  Lease extends ServerLease & { readonly owner: { readonly server_name: string | null } },
>(principal: Principal, leases: readonly Lease[]): Lease[] {
  return leases.filter((lease) => seesLease(principal, lease)).map((lease) => ({
    ...lease,
    owner: ownerFor(principal, lease.owner),
    servers: lease.servers.filter((name) => name === "*" || seesServer(principal, name)),
  }));
}
