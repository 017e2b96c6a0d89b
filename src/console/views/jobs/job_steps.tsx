import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { frameTexts } from "../../frame/frame_texts.ts";
import { StepWhat } from "../workflow/workflow_steps.tsx";
import { jobsTexts } from "./jobs_texts.ts";

/** Shows the steps of a job as they are defined. */
export function JobSteps({ steps }: Pick<wire.JobDefinition, "steps">): JSX.Element {
  return (
    <ol class="steps" aria-label={jobsTexts().steps}>
      {steps.map((step, index) => (
        <li class="step" key={index}>
          <i class="glyph" aria-hidden="true">○</i>
          <span class="step-name">{step.name}</span>
          <span class="step-what meta">
            <JobStepWhat step={step} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Shows the server and the command of a step, the servers of its transfer, or who approves it. */
export function JobStepWhat({ step }: { readonly step: wire.JobStep }): JSX.Element {
  if (!("approval" in step)) return <StepWhat step={step} />;
  const role = frameTexts()[step.approval.role ?? "operator"];
  return <>{jobsTexts().approvalBy(role)}</>;
}
