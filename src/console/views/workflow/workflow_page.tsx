import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Workflow } from "../../../client/mod.ts";
import { durationText } from "../../format/format.ts";
import { client } from "../../link/link.ts";
import { OutputView } from "../../xterm/output_view.tsx";
import { FailurePanel } from "./failure_panel.tsx";
import { MainAction, useStartReason } from "./main_action.tsx";
import { isRunning, pageWorkflow, wantedWorkflow } from "./page_workflow.ts";
import { StartCheck } from "./start_check.tsx";
import { stepOutputs } from "./step_outputs.ts";
import type { ListedWorkflow } from "./stored_workflows.ts";
import { WorkflowActions } from "./workflow_actions.tsx";
import { startWorkflow } from "./workflow_driver.ts";
import { WorkflowSteps } from "./workflow_steps.tsx";
import { workflowTexts } from "./workflow_texts.ts";

/** Shows a workflow, and its course when it runs from this page or ran last. */
export function WorkflowPage({ id, workflow: listed }: ListedWorkflow): JSX.Element {
  const own = pageWorkflow.value?.id === id ? pageWorkflow.value : undefined;
  // The course is that of the workflow as it was started.
  const workflow = own?.workflow ?? listed;
  const reason = useStartReason(id, listed);
  const [chosen, choose] = useChosenStep(own?.state.current);
  useEffect(() => {
    if (wantedWorkflow.value !== id) return;
    wantedWorkflow.value = undefined;
    if (reason === undefined) startWorkflow({ id, workflow: listed });
  }, []);
  const phase = own?.state.phase;
  const isStopped = own !== undefined && (phase === "failed" || phase === "ended");
  return (
    <>
      <div class="view-head">
        <h1>{workflow.name}</h1>
        <WorkflowActions id={id} workflow={listed} />
      </div>
      <Note />
      <div class="workflow-columns">
        <div class="workflow-steps">
          <WorkflowSteps
            steps={workflow.steps}
            states={own?.state.steps}
            chosen={chosen}
            onChoose={choose}
          />
          {isStopped ? <FailurePanel own={own} reason={reason} /> : null}
          {own === undefined || !isRunning(own) ? <StartCheck workflow={listed} /> : null}
          <MainAction id={id} workflow={listed} reason={reason} />
        </div>
        <StepOutput workflow={workflow} index={chosen} />
      </div>
    </>
  );
}

/** Returns the step whose output is shown: the one that runs, until the user chooses another. */
function useChosenStep(current: number | undefined): [number, (index: number) => void] {
  const [chosen, choose] = useState<number>();
  useEffect(() => choose(undefined), [current]);
  return [chosen ?? current ?? 0, choose];
}

/** Shows that the page must stay open. */
function Note(): JSX.Element {
  const text = workflowTexts();
  const { resume_seconds: seconds = 0 } = client.value?.welcome.service ?? {};
  return (
    <p class="meta">
      {seconds > 0 ? text.fromHere(durationText(seconds * 1_000)) : text.fromHereOnly}
    </p>
  );
}

function StepOutput(
  { workflow: { steps }, index }: { readonly workflow: Workflow; readonly index: number },
): JSX.Element {
  const text = workflowTexts();
  const label = text.output(steps[index]?.name ?? "");
  const output = stepOutputs.value.get(index);
  return (
    <section class="workflow-output" aria-label={label}>
      <h2>{label}</h2>
      {output === undefined
        ? <p class="output empty meta">{text.noOutput}</p>
        : <OutputView key={index} screen={output.screen} label={label} />}
    </section>
  );
}
