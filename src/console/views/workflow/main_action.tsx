import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Workflow } from "../../../client/mod.ts";
import { ownerHeadline } from "../../frame/owner_headline.ts";
import { relationOf } from "../../link/own.ts";
import { owner } from "../../link/state.ts";
import { Action } from "../../parts/action.tsx";
import { TellWhenFree } from "../../parts/held.tsx";
import { heldTexts } from "../../parts/held_texts.ts";
import { checkTexts } from "./check_texts.ts";
import { isRunning, pageWorkflow } from "./page_workflow.ts";
import { needsHere } from "./start_check.tsx";
import type { ListedWorkflow } from "./stored_workflows.ts";
import { cancelStep, startWorkflow } from "./workflow_driver.ts";
import { workflowTexts } from "./workflow_texts.ts";

/** Returns the reason for which a workflow cannot be started now; undefined when it can. */
export function useStartReason(id: string, workflow: Workflow): string | undefined {
  const running = pageWorkflow.value;
  if (running !== undefined && isRunning(running) && running.id !== id) {
    return workflowTexts().otherRuns(running.workflow.name);
  }
  if (needsHere(workflow).missing.length > 0) return checkTexts().missing;
  const now = owner.value;
  if (now === null) return undefined;
  return relationOf(now) === "tab" ? heldTexts().own : ownerHeadline(now);
}

/** Shows the main action of a workflow: its start, or the cancellation of its step. */
export function MainAction(
  { id, workflow, reason }: ListedWorkflow & { readonly reason: string | undefined },
): JSX.Element | null {
  const text = workflowTexts();
  const own = pageWorkflow.value?.id === id ? pageWorkflow.value : undefined;
  if (own !== undefined && own.state.phase === "running") return <Cancel />;
  if (own !== undefined && isRunning(own)) return null;
  const isHeld = owner.value !== null && relationOf(owner.value) !== "tab";
  const isRepeat = own !== undefined && own.state.phase === "ended";
  if (isHeld) {
    return (
      <div class="button-row">
        <TellWhenFree />
      </div>
    );
  }
  return (
    <div class="button-row">
      <Action
        kind={isRepeat ? "outlined" : "filled"}
        reason={reason}
        onClick={() => startWorkflow({ id, workflow })}
      >
        {own === undefined ? text.start : text.startAgain}
      </Action>
    </div>
  );
}

function Cancel(): JSX.Element {
  const text = workflowTexts();
  const [isCancelling, setCancelling] = useState(false);
  const cancel = async () => {
    setCancelling(true);
    await cancelStep();
    setCancelling(false);
  };
  return (
    <div class="button-row">
      <Action reason={isCancelling ? text.cancelling : undefined} onClick={cancel}>
        {isCancelling ? text.cancelling : text.cancelStep}
      </Action>
    </div>
  );
}
