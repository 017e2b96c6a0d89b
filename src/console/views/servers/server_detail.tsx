import type { ComponentChildren, JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { late } from "../../parts/late.tsx";
import { MoreActions } from "./server_actions.tsx";
import { serverTexts } from "./server_texts.ts";

const Probe = late(async () => (await import("./probe.tsx")).Probe);

/** Number of columns of the table. */
const COLUMNS = 7;

/** Properties of a {@linkcode ServerDetail}. */
export interface ServerDetailProps {
  /** Server. */
  readonly server: wire.Server;
  /** Cells that a narrow page has no room for. */
  readonly facts: Readonly<Record<"latency" | "checked" | "chart", ComponentChildren>>;
  /** Whether the user has opened it on a narrow page. */
  readonly isOpen: boolean;
  /** Number of the test that is shown; 0 without one. */
  readonly probes: number;
  /** Called to test the server. */
  readonly onTest: () => void;
  /** Called to close the result of the test. */
  readonly onClose: () => void;
}

/** Shows the row below that of a server: its last error, a test, and the rest on a narrow page. */
export function ServerDetail(
  { server: { name, health }, facts, isOpen, probes, onTest, onClose }: ServerDetailProps,
): JSX.Element | null {
  if (!isOpen && probes === 0 && health.last_error === null) return null;
  return (
    <tr class="detail">
      <td colSpan={COLUMNS}>
        {isOpen ? <Rest server={name} facts={facts} onTest={onTest} /> : null}
        {health.last_error === null ? null : <p class="meta" lang="en">{health.last_error}</p>}
        {probes === 0
          ? null
          : <Probe key={probes} server={name} onAgain={onTest} onClose={onClose} />}
      </td>
    </tr>
  );
}

function Rest(
  { server, facts: { latency, checked, chart }, onTest }:
    & Pick<ServerDetailProps, "facts" | "onTest">
    & { readonly server: string },
): JSX.Element {
  const text = serverTexts();
  return (
    <div class="narrow stack">
      <dl class="pairs">
        <dt>{text.latency}</dt>
        <dd>{latency}</dd>
        <dt>{text.checked}</dt>
        <dd>{checked}</dd>
        <dt>{text.lastDay}</dt>
        <dd>{chart}</dd>
      </dl>
      <div class="buttons">
        <MoreActions server={server} onTest={onTest} />
      </div>
    </div>
  );
}
