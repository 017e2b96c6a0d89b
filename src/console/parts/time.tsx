import type { JSX } from "preact";
import { timeText, utcText } from "../format/format.ts";

/** Shows a time in the browser's zone, with UTC as its title. */
export function Time({ at }: { readonly at: string | Date }): JSX.Element {
  const iso = typeof at === "string" ? at : at.toISOString();
  return <time dateTime={iso} title={utcText(at)}>{timeText(at)}</time>;
}
