import type { JSX } from "preact";

/** Shows the view. */
export function WorkflowView(): JSX.Element {
  return <h1>Workflow</h1>;
}
