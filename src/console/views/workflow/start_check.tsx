import type { JSX } from "preact";
import type { Workflow } from "../../../client/mod.ts";
import { owner, servers } from "../../link/state.ts";
import { Verdict } from "../../parts/ending.tsx";
import { HeldBy } from "../../parts/held.tsx";
import { ServerName } from "../../parts/server_name.tsx";
import { checkTexts } from "./check_texts.ts";
import { transfers } from "./given_workflows.ts";
import { type Needs, needsOf } from "./needs.ts";

/** Returns the needs of a workflow here. */
export function needsHere(workflow: Workflow): Needs {
  return needsOf(workflow, { servers: servers.value, transfers: transfers.value });
}

/** Shows the health of the servers of a workflow, and the owner of the session. */
export function StartCheck({ workflow }: { readonly workflow: Workflow }): JSX.Element {
  const text = checkTexts();
  const needs = needsHere(workflow);
  const healths = needs.servers.map((name) => servers.value.find((one) => one.name === name));
  const isDown = healths.some((server) =>
    server !== undefined && server.health.last_checked !== null && !server.health.is_healthy
  );
  return (
    <section class="start-check" aria-labelledby="start-check">
      <h2 id="start-check">{text.heading}</h2>
      <ul>
        {needs.servers.map((name) => (
          <li key={name}>
            <ServerName name={name} /> <Health name={name} />
          </li>
        ))}
        {needs.missing.filter((name) => !needs.servers.includes(name)).map((name) => (
          <li key={name}>
            <strong>{name}</strong> <Verdict state="down" glyph="▲">{text.noTransfer}</Verdict>
          </li>
        ))}
        <li>
          {owner.value === null ? <Verdict state="up" glyph="✓">{text.free}</Verdict> : <HeldBy />}
        </li>
      </ul>
      {isDown ? <p class="meta">{text.warning}</p> : null}
    </section>
  );
}

function Health({ name }: { readonly name: string }): JSX.Element {
  const text = checkTexts();
  const server = servers.value.find((server) => server.name === name);
  if (server === undefined) return <Verdict state="down" glyph="▲">{text.noServer}</Verdict>;
  if (server.health.last_checked === null) {
    return <Verdict state="warn" glyph="◐">{text.unchecked}</Verdict>;
  }
  return server.health.is_healthy
    ? <Verdict state="up" glyph="●">{text.healthy}</Verdict>
    : <Verdict state="down" glyph="▲">{text.unhealthy}</Verdict>;
}
