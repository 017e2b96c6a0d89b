import type { ComponentChildren, JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { countText } from "../../format/format.ts";
import { codedError } from "../../parts/coded_error.ts";
import { ErrorNote } from "../../parts/error_note.tsx";
import { Verdict } from "../../parts/ending.tsx";
import { ServerName } from "../../parts/server_name.tsx";
import { actTexts } from "./act_texts.ts";
import { Decide } from "./decide.tsx";
import { Blockers } from "./lease_owner.tsx";

/** Properties of a {@linkcode RunPanel}. */
export interface RunPanelProps {
  /** Run. */
  readonly run: wire.RunStatus;
  /** Its steps. */
  readonly steps: readonly wire.StepStatus[];
  /** Definition that the run keeps; undefined when it is not known. */
  readonly definition: wire.JobDefinition | undefined;
}

/** Shows why a run does not go on, and what people decide about it; nothing while it goes on. */
export function RunPanel({ run, steps, definition }: RunPanelProps): JSX.Element | null {
  switch (run.state) {
    case "waiting":
      return <Waiting run={run} />;
    case "gating":
      return <Gating run={run} />;
    case "failed":
      return run.error_code === null ? null : <ErrorNote error={errorOf(run)} />;
    case "paused": {
      const step = steps.find(({ state }) => state === "waiting_approval" || state === "unknown");
      if (step === undefined) return null;
      const written = definition?.steps[Number(step.path) - 1];
      return <Decide key={step.path} run={run} step={step} written={written} />;
    }
    default:
      return null;
  }
}

function errorOf({ error_code, error_detail }: wire.RunStatus): unknown {
  return codedError(error_code ?? 0, error_detail ?? undefined);
}

function Panel(
  { heading, children }: { readonly heading: string; readonly children: ComponentChildren },
): JSX.Element {
  return (
    <section class="run-panel" aria-label={heading}>
      <h2>{heading}</h2>
      {children}
    </section>
  );
}

function Waiting(
  { run: { position, blocked_by = [] } }: { readonly run: wire.RunStatus },
): JSX.Element {
  const text = actTexts();
  return (
    <Panel heading={text.waitHeading}>
      {position === undefined ? null : <p>{text.position(countText(position))}</p>}
      {blocked_by.length === 0 ? null : (
        <>
          <p class="meta">{text.blocked}</p>
          <Blockers leases={blocked_by} />
        </>
      )}
    </Panel>
  );
}

function Gating({ run: { gate = [] } }: { readonly run: wire.RunStatus }): JSX.Element | null {
  const text = actTexts();
  if (gate.length === 0) return null;
  return (
    <Panel heading={text.gateHeading}>
      <FaultList faults={gate} />
      <p class="meta">{text.gateHint}</p>
    </Panel>
  );
}

/** Shows servers that cannot be used, each with its reason. */
export function FaultList(
  { faults }: { readonly faults: readonly wire.ServerFault[] },
): JSX.Element {
  return (
    <ul class="rows">
      {faults.map(({ server_name, error_code, detail }) => (
        <li key={server_name}>
          <ServerName name={server_name} />{" "}
          <Verdict state="down" glyph="▲">{String(error_code)}</Verdict>
          <p class="meta" lang="en">{detail}</p>
        </li>
      ))}
    </ul>
  );
}
