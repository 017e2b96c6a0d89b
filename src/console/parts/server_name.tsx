import type { JSX } from "preact";
import { servers } from "../link/state.ts";

/** Labels that tell a production server. */
const PRODUCTION = /^(?:prod|production|live|운영)/i;

/** Shows the name of a server with its label. The label of production is outlined. */
export function ServerName({ name }: { readonly name: string }): JSX.Element {
  const label = servers.value.find((server) => server.name === name)?.label;
  return (
    <span class="server-name">
      {name}
      {label
        ? <span class={PRODUCTION.test(label) ? "label production" : "label"}>{label}</span>
        : null}
    </span>
  );
}
