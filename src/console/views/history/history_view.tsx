import type { JSX } from "preact";

/** Shows the view. */
export function HistoryView(): JSX.Element {
  return <h1>History</h1>;
}
