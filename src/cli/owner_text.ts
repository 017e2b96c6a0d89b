import type { wire } from "../client/mod.ts";
import { localTime } from "./local_time.ts";

/** Describes the owner of the session or the lock, in one line. */
export function ownerText(owner: wire.Owner): string {
  return owner === null ? "free" : useText(owner, "exclusive use");
}

/** Describes a session, in one line. */
export function leaseText({ owner, servers, reason, waiting }: wire.ActiveLease): string {
  const names = servers.includes("*") ? "all servers" : servers.join(", ");
  const more = [reason, ...waiting === 0 ? [] : [`${waiting} waiting`]].filter((part) => part);
  return [useText(owner, `exclusive use of ${names}`), ...more].join(", ");
}

function useText(owner: NonNullable<wire.Owner>, use: string): string {
  const { name, id, kind, server_name, since, away_until } = owner;
  const place = server_name === null ? "" : ` on ${server_name}`;
  const away = away_until === null ? "" : `, away until ${localTime(away_until)} at most`;
  return `${name ?? id} has ${use} (${kind}${place}) since ${localTime(since)}${away}`;
}
