import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { latencyText, timeText } from "../../format/format.ts";
import { type HealthDay, type Outage, outagesOf } from "./outages.ts";
import { serverTexts } from "./server_texts.ts";

/** Duration of the chart, in milliseconds. */
const DAY_MS = 86_400_000;
/** Size of the chart: a unit is 5 minutes. */
const SIZE = { width: 288, height: 24 };
/** Minimum width of an outage, in units. */
const MIN_OUTAGE = 2;
/** Number of outages that the text lists. */
const MAX_LISTED = 5;

/** Shows the last 24 hours of a server: latency as a line, outages as bars. */
export function Day({ day }: { readonly day: HealthDay }): JSX.Element {
  const { points = [] } = day;
  const start = Date.parse(points[0]?.from ?? new Date().toISOString());
  const xOf = (at: number) => (at - start) / DAY_MS * SIZE.width;
  const outages = outagesOf(day);
  return (
    <svg
      class="day"
      role="img"
      aria-label={dayText(points, outages)}
      viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
      preserveAspectRatio="none"
    >
      <path class="base" d={`M0,${SIZE.height - 0.5}H${SIZE.width}`} />
      {outages.map(({ from, to }) => {
        const x = Math.min(xOf(from.getTime()), SIZE.width - MIN_OUTAGE);
        const end = to === undefined ? SIZE.width : xOf(to.getTime());
        const width = Math.max(MIN_OUTAGE, end - x);
        return <rect key={x} class="outage" x={x} y="0" width={width} height={SIZE.height} />;
      })}
      <path class="latency" d={latencyPath(points, xOf)} />
    </svg>
  );
}

/** Returns the steps of the latency. An interval without one is a gap. */
function latencyPath(points: readonly wire.HealthPoint[], xOf: (at: number) => number): string {
  const highest = Math.max(1, ...points.map(({ latency_ms }) => latency_ms ?? 0));
  let isGap = true;
  return points.map(({ from, latency_ms }, index) => {
    const wasGap = isGap;
    isGap = latency_ms === null;
    if (latency_ms === null) return "";
    const y = (SIZE.height - 2 - latency_ms / highest * (SIZE.height - 6)).toFixed(1);
    const next = points[index + 1];
    const end = next === undefined ? SIZE.width : xOf(Date.parse(next.from));
    const begin = wasGap ? `M${xOf(Date.parse(from)).toFixed(1)},${y}` : `V${y}`;
    return `${begin}H${end.toFixed(1)}`;
  }).join("");
}

/** Returns the same in words. */
function dayText(points: readonly wire.HealthPoint[], outages: readonly Outage[]): string {
  const text = serverTexts();
  if (points.every(({ checks }) => checks === 0)) return text.noChecks;
  const latencies = points.flatMap(({ latency_ms }) => latency_ms ?? []);
  const range = latencies.length === 0
    ? []
    : [text.latencies(latencyText(Math.min(...latencies)), latencyText(Math.max(...latencies)))];
  const listed = outages.slice(-MAX_LISTED).map(({ from, to }) =>
    to === undefined ? text.sinceTime(timeText(from)) : text.span(timeText(from), timeText(to))
  );
  const told = outages.length === 0
    ? text.noOutage
    : `${text.outages(outages.length)} ${listed.join(", ")}`;
  return [text.day, told, ...range].join(" ");
}
