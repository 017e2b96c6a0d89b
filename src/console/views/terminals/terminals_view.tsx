import type { JSX } from "preact";

/** Shows the view. */
export function TerminalsView(): JSX.Element {
  return <h1>Terminals</h1>;
}
