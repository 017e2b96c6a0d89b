import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { countText, durationText } from "../../format/format.ts";
import { Verdict } from "../../parts/ending.tsx";
import { actTexts } from "../runs/act_texts.ts";
import { Blockers } from "../runs/lease_owner.tsx";
import { FaultList } from "../runs/run_panel.tsx";
import { jobsTexts } from "./jobs_texts.ts";
import { startTexts } from "./start_texts.ts";

/** Shows in words what a run would do now. */
export function Plan({ plan }: { readonly plan: wire.RunPlan }): JSX.Element {
  const text = startTexts();
  const { servers, inputs, steps, faults, position, blocked_by } = plan;
  const names = servers.includes("*") ? text.allServers : servers.join(", ");
  return (
    <section class="plan" role="status" aria-label={text.planHeading}>
      <h3>{text.planHeading}</h3>
      <p>{text.uses(names)}</p>
      {Object.entries(inputs).map(([name, value]) => (
        <p key={name}>
          <code>{`${name} = ${value}`}</code>
        </p>
      ))}
      <ol>{steps.map((step) => <PlannedStep key={step.path} step={step} />)}</ol>
      {faults.length > 0
        ? <FaultList faults={faults} />
        : <Verdict state="up" glyph="✓">{text.good}</Verdict>}
      {blocked_by.length === 0 ? <Verdict state="up" glyph="✓">{text.free}</Verdict> : (
        <>
          <Verdict state="warn" glyph="◐">{text.waits}</Verdict>
          {position === null ? null : <p>{actTexts().position(countText(position))}</p>}
          <Blockers leases={blocked_by} />
        </>
      )}
      <p class="meta">{text.nothing}</p>
    </section>
  );
}

function PlannedStep({ step }: { readonly step: wire.RunPlan["steps"][number] }): JSX.Element {
  const text = startTexts();
  const { name, kind, subject, median_ms } = step;
  const what = kind === "approval" ? jobsTexts().approval : subject;
  const time = median_ms === null ? undefined : text.usually(durationText(median_ms));
  const facts = [what, time].filter((fact) => fact !== undefined && fact !== null);
  return (
    <li>
      {name} <span class="meta">{facts.join(" · ")}</span>
    </li>
  );
}
