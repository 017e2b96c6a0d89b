import type { wire } from "../client/mod.ts";
import { localTime } from "./local_time.ts";

/** Describes the owner of the session or the lock, in one line. */
export function ownerText(owner: wire.Owner): string {
  if (owner === null) return "free";
  const { name, id, kind, server_name, since, away_until } = owner;
  const place = server_name === null ? "" : ` on ${server_name}`;
  const away = away_until === null ? "" : `, away until ${localTime(away_until)} at most`;
  return `${name ?? id} has exclusive use (${kind}${place}) since ${localTime(since)}${away}`;
}
