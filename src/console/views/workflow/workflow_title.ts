import { activity } from "../../frame/title.ts";
import type { PageWorkflow } from "./page_workflow.ts";
import { workflowTexts } from "./workflow_texts.ts";

/** Shows the course of a workflow in the title of the page. An ending stays until the next view. */
export function showInTitle({ workflow: { name }, state }: PageWorkflow): void {
  const { phase, steps, current } = state;
  if (phase === "completed") activity.value = `✓ ${name}`;
  else if (phase === "failed" || phase === "ended") {
    activity.value = workflowTexts().titleFailed(name);
  } else activity.value = `▶ ${current + 1}/${steps.length} ${name}`;
  if (phase !== "completed" && phase !== "ended") return;
  const shown = activity.value;
  const clear = () => {
    if (activity.value === shown) activity.value = "";
  };
  addEventListener("hashchange", clear, { once: true });
}
