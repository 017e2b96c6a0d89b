import { useState } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { latencyText } from "../../format/format.ts";
import { goTo, hrefOf } from "../../frame/route.ts";
import { Action } from "../../parts/action.tsx";
import { Verdict } from "../../parts/ending.tsx";
import { late } from "../../parts/late.tsx";
import { ServerName } from "../../parts/server_name.tsx";
import { Time } from "../../parts/time.tsx";
import { useRead } from "../../parts/use_read.ts";
import { Day } from "./day.tsx";
import { serverTexts } from "./server_texts.ts";

const Probe = late(async () => (await import("./probe.tsx")).Probe);

/** Number of points of a day: a quarter of an hour each. */
const POINTS = 96;
/** Time after which a check has the day read again, in milliseconds. */
const DAY_AGE_MS = 300_000;

/** Shows a server with its health and its actions. On a narrow page the rest is in its detail. */
export function ServerRow({ server }: { readonly server: wire.Server }): JSX.Element {
  const { name, host, port, health } = server;
  const text = serverTexts();
  const [isOpen, setOpen] = useState(false);
  const [probes, setProbes] = useState(0);
  const age = Math.floor(Date.parse(health.last_checked ?? "0") / DAY_AGE_MS);
  const { value: day } = useRead(
    (client) => client.get("/api/v1/servers/{name}/health", { name, points: POINTS }),
    { key: name, version: `${health.is_healthy} ${age}` },
  );
  const chart = day === undefined ? null : <Day day={day} />;
  const checked = health.last_checked === null ? null : <Time at={health.last_checked} />;
  const test = () => setProbes(probes + 1);
  return (
    <tbody>
      <tr>
        <th scope="row">
          <ServerName name={name} />
          <div class="meta narrow">{host}:{port}</div>
          <Toggle of={name} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        </th>
        <td class="meta wide">{host}:{port}</td>
        <td>
          <Health health={health} />
        </td>
        <td class="number wide">{latencyOf(health)}</td>
        <td class="wide">{chart}</td>
        <td class="wide">{checked}</td>
        <td class="actions">
          <Go to={hrefOf("terminals", "new", { server: name })} of={name} name="terminal" />
          <span class="wide">
            <More server={name} onTest={test} />
          </span>
        </td>
      </tr>
      {isOpen || probes > 0 || health.last_error !== null
        ? (
          <tr class="detail">
            <td colSpan={7}>
              {isOpen
                ? (
                  <div class="narrow stack">
                    <dl class="pairs">
                      <dt>{text.latency}</dt>
                      <dd>{latencyOf(health)}</dd>
                      <dt>{text.checked}</dt>
                      <dd>{checked}</dd>
                      <dt>{text.lastDay}</dt>
                      <dd>{chart}</dd>
                    </dl>
                    <div class="buttons">
                      <More server={name} onTest={test} />
                    </div>
                  </div>
                )
                : null}
              {health.last_error === null
                ? null
                : <p class="meta" lang="en">{health.last_error}</p>}
              {probes === 0
                ? null
                : <Probe key={probes} server={name} onAgain={test} onClose={() => setProbes(0)} />}
            </td>
          </tr>
        )
        : null}
    </tbody>
  );
}

/** Shows the verdict in a glyph and a word. */
function Health({ health }: { readonly health: wire.ServerHealthStatus }): JSX.Element {
  const text = serverTexts();
  if (health.last_checked === null) return <Verdict state="warn" glyph="◐">{text.unknown}</Verdict>;
  return health.is_healthy
    ? <Verdict state="up" glyph="●">{text.healthy}</Verdict>
    : <Verdict state="down" glyph="▲">{text.unhealthy}</Verdict>;
}

function latencyOf({ latency_ms }: wire.ServerHealthStatus): string | null {
  return latency_ms === null ? null : latencyText(latency_ms);
}

/** Shows the button that opens the detail of a server on a narrow page. */
function Toggle(
  { of, isOpen, onToggle }: {
    readonly of: string;
    readonly isOpen: boolean;
    readonly onToggle: () => void;
  },
): JSX.Element {
  return (
    <button class="text meta narrow" type="button" aria-expanded={isOpen} onClick={onToggle}>
      {serverTexts().details}
      <span class="unseen">{serverTexts().of(of)}</span>
    </button>
  );
}

/** Shows the actions of a server beside the terminal. */
function More(
  { server, onTest }: { readonly server: string; readonly onTest: () => void },
): JSX.Element {
  return (
    <>
      <Go to={hrefOf("command", "", { server })} of={server} name="command" />
      <Action kind="text" onClick={onTest}>
        {serverTexts().test}
        <span class="unseen">{serverTexts().of(server)}</span>
      </Action>
    </>
  );
}

function Go(
  { to, of, name }: {
    readonly to: string;
    readonly of: string;
    readonly name: "terminal" | "command";
  },
): JSX.Element {
  return (
    <Action kind="text" onClick={() => goTo(to)}>
      {serverTexts()[name]}
      <span class="unseen">{serverTexts().of(of)}</span>
    </Action>
  );
}
