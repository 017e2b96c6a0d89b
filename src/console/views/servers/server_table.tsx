import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { ServerRow } from "./server_row.tsx";
import { serverTexts } from "./server_texts.ts";

/** Shows the servers, a row each with a detail. */
export function ServerTable(
  { servers }: { readonly servers: readonly wire.Server[] },
): JSX.Element {
  const text = serverTexts();
  return (
    <table class="table" aria-labelledby="servers">
      <thead>
        <tr>
          <th scope="col">{text.server}</th>
          <th scope="col" class="wide">{text.address}</th>
          <th scope="col">{text.health}</th>
          <th scope="col" class="number wide">{text.latency}</th>
          <th scope="col" class="wide">{text.lastDay}</th>
          <th scope="col" class="wide">{text.checked}</th>
          <th scope="col">
            <span class="unseen">{text.actions}</span>
          </th>
        </tr>
      </thead>
      {servers.map((server) => <ServerRow key={server.name} server={server} />)}
    </table>
  );
}
