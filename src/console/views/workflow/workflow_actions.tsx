import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { goTo, hrefOf } from "../../frame/route.ts";
import { CopyButton } from "../../parts/copy_button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { saveFile } from "../../parts/save_file.ts";
import {
  forgetWorkflow,
  givenWorkflows,
  keptWorkflows,
  type ListedWorkflow,
} from "./stored_workflows.ts";
import { fileText } from "./workflow_file.ts";
import { workflowTexts } from "./workflow_texts.ts";

/** Shows the actions on a workflow as it is kept: edit, copy, save and delete. */
export function WorkflowActions({ id, workflow }: ListedWorkflow): JSX.Element {
  const text = workflowTexts();
  const save = () => {
    const file = new Blob([fileText(workflow)], { type: "application/json" });
    saveFile(file, `${workflow.name}.json`);
  };
  return (
    <div class="view-actions">
      <a class="text" href={hrefOf("workflow", id, { edit: "" })}>{text.edit}</a>
      <CopyButton text={() => fileText(workflow)}>{text.copy}</CopyButton>
      <button class="text" type="button" onClick={save}>{text.save}</button>
      {keptWorkflows.value[id] === undefined ? null : <Remove id={id} workflow={workflow} />}
    </div>
  );
}

/** Shows the action that forgets a workflow, or what the user has changed in a given one. */
function Remove({ id, workflow: { name } }: ListedWorkflow): JSX.Element {
  const text = workflowTexts();
  const [isAsking, setAsking] = useState(false);
  const isGiven = givenWorkflows.value.some((given) => given.id === id);
  const what = isGiven ? text.reset : text.remove;
  const remove = () => {
    setAsking(false);
    forgetWorkflow(id);
    if (!isGiven) goTo(hrefOf("workflow"), { replace: true });
  };
  return (
    <>
      <button class="text" type="button" onClick={() => setAsking(true)}>{what}</button>
      {isAsking
        ? (
          <Dialog
            heading={isGiven ? text.resetHeading(name) : text.removeHeading(name)}
            onClose={() => setAsking(false)}
          >
            <div class="button-row">
              <button class="outlined" type="button" onClick={remove}>{what}</button>
              <button class="outlined" type="button" onClick={() => setAsking(false)}>
                {text.keep}
              </button>
            </div>
          </Dialog>
        )
        : null}
    </>
  );
}
