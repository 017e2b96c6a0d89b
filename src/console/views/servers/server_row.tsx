import { useState } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { latencyText } from "../../format/format.ts";
import { Verdict } from "../../parts/ending.tsx";
import { ServerName } from "../../parts/server_name.tsx";
import { Time } from "../../parts/time.tsx";
import { useRead } from "../../parts/use_read.ts";
import { Day } from "./day.tsx";
import { MoreActions, TerminalAction } from "./server_actions.tsx";
import { ServerDetail } from "./server_detail.tsx";
import { serverTexts } from "./server_texts.ts";

/** Number of points of a day: a quarter of an hour each. */
const POINTS = 96;
/** Time after which a check has the day read again, in milliseconds. */
const DAY_AGE_MS = 300_000;

/** Shows a server with its health and its actions. On a narrow page the rest is in its detail. */
export function ServerRow({ server }: { readonly server: wire.Server }): JSX.Element {
  const { name, host, port, health } = server;
  const [isOpen, setOpen] = useState(false);
  const [probes, setProbes] = useState(0);
  const age = Math.floor(Date.parse(health.last_checked ?? "0") / DAY_AGE_MS);
  const { value: day } = useRead(
    (client) => client.get("/api/v1/servers/{name}/health", { name, points: POINTS }),
    { key: name, version: `${health.is_healthy} ${age}` },
  );
  const test = () => setProbes(probes + 1);
  const facts = {
    latency: health.latency_ms === null ? null : latencyText(health.latency_ms),
    chart: day === undefined ? null : <Day day={day} />,
    checked: health.last_checked === null ? null : <Time at={health.last_checked} />,
  };
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
        <td class="number wide">{facts.latency}</td>
        <td class="wide">{facts.chart}</td>
        <td class="wide">{facts.checked}</td>
        <td class="actions">
          <TerminalAction server={name} />
          <span class="wide">
            <MoreActions server={name} onTest={test} />
          </span>
        </td>
      </tr>
      <ServerDetail
        {...{ server, facts, isOpen, probes }}
        onTest={test}
        onClose={() => setProbes(0)}
      />
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
