import { language } from "../texts/language.ts";

/** Units of {@linkcode bytesText}: powers of 1,000, as `Intl` has them. */
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Returns a number of bytes: `41.2 MB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language.value, {
    style: "unit",
    unit: UNITS[power],
    unitDisplay: "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1_000 ** power);
}

/** Returns an integer with separators. */
export function countText(count: number): string {
  return new Intl.NumberFormat(language.value).format(count);
}

/** Returns a duration in at most two units: `0.9 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return unitText(Math.round(seconds * 10) / 10, "second");
  const whole = Math.round(seconds);
  if (whole < 60) return unitText(whole, "second");
  if (whole < 3_600) return pair(whole, 60, ["minute", "second"]);
  return pair(Math.round(whole / 60), 60, ["hour", "minute"]);
}

/**
 * Returns a latency: `1.2 ms`, `48 ms`. The first view has latencies, and its first use of `Intl`
 * would take longer than all else in it.
 */
export function latencyText(ms: number): string {
  return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
}

/** Returns the time of day in the browser's zone; with the date on another day. */
export function timeText(time: string | Date): string {
  const at = new Date(time);
  if (at.toDateString() === new Date().toDateString()) return at.toTimeString().slice(0, 8);
  return new Intl.DateTimeFormat(language.value, {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** Returns a time in UTC: `2026-11-25 02:03:10 UTC`. */
export function utcText(time: string | Date): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function pair(value: number, size: number, [large, small]: readonly [string, string]): string {
  const rest = value % size;
  const first = unitText(Math.floor(value / size), large);
  return rest === 0 ? first : `${first} ${unitText(rest, small)}`;
}

function unitText(value: number, unit: string): string {
  const options = { style: "unit", unit, unitDisplay: "short" } as const;
  return new Intl.NumberFormat(language.value, options).format(value);
}
