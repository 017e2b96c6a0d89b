import type { wire } from "../../../client/mod.ts";

/** Time in which a server was unhealthy. */
export interface Outage {
  /** Beginning, or that of the last 24 hours when it began before. */
  readonly from: Date;
  /** End; undefined while it lasts. */
  readonly to?: Date;
}

/** Part of a health history with points that {@linkcode outagesOf} reads. */
export type HealthDay = Pick<wire.ServerHealthHistory, "transitions" | "points">;

/** Returns the outages of the last 24 hours, oldest first. */
export function outagesOf({ transitions, points = [] }: HealthDay): readonly Outage[] {
  const outages: Outage[] = [];
  let from = beginning({ transitions, points });
  for (const { changed_at, is_healthy } of transitions.toReversed()) {
    const at = new Date(changed_at);
    if (!is_healthy) from ??= at;
    else if (from !== undefined) {
      outages.push({ from, to: at });
      from = undefined;
    }
  }
  return from === undefined ? outages : [...outages, { from }];
}

/** Returns the beginning of the day when the server was unhealthy then: only failed checks. */
function beginning({ transitions, points = [] }: HealthDay): Date | undefined {
  const start = points[0]?.from;
  const first = points.findIndex(({ checks }) => checks > 0);
  const known = points[first];
  if (start === undefined || known === undefined || known.failures === 0) return undefined;
  const change = transitions.at(-1);
  if (change === undefined) return known.failures === known.checks ? new Date(start) : undefined;
  // Failures before the first change: those of a first verdict are of the same interval.
  const end = points[first + 1]?.from;
  const isBefore = end !== undefined && end <= change.changed_at;
  return isBefore && change.is_healthy ? new Date(start) : undefined;
}
