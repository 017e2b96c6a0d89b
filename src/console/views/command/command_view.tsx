import type { JSX } from "preact";

/** Shows the view. */
export function CommandView(): JSX.Element {
  return <h1>Command</h1>;
}
