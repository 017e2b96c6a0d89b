import type { JSX } from "preact";

/** Shows the view. */
export function OperationsView(): JSX.Element {
  return <h1>Operations</h1>;
}
