import type { JSX } from "preact";
import type { Workflow } from "../../../client/mod.ts";
import { goTo, hrefOf, route } from "../../frame/route.ts";
import { freeId } from "./draft.ts";
import { editorTexts } from "./editor_texts.ts";
import { pageWorkflow } from "./page_workflow.ts";
import { allWorkflows, keepWorkflow } from "./stored_workflows.ts";
import { WorkflowEditor } from "./workflow_editor.tsx";
import { WorkflowIndex } from "./workflow_index.tsx";
import { WorkflowPage } from "./workflow_page.tsx";
import { workflowTexts } from "./workflow_texts.ts";

/** Shows the workflows, one of them, or its editor, by the route. */
export function WorkflowView(): JSX.Element {
  const { id, query } = route.value;
  if (id === "") return query.has("new") ? <NewWorkflow /> : <WorkflowIndex />;
  const listed = allWorkflows.value.find((workflow) => workflow.id === id);
  const own = pageWorkflow.value;
  const workflow = listed?.workflow ?? (own?.id === id ? own.workflow : undefined);
  if (workflow === undefined) return <Unknown />;
  if (!query.has("edit")) return <WorkflowPage key={id} id={id} workflow={workflow} />;
  return (
    <WorkflowEditor
      key={id}
      workflow={workflow}
      heading={editorTexts().edit(workflow.name)}
      onKeep={(workflow) => keep(id, workflow)}
      back={hrefOf("workflow", id)}
    />
  );
}

function NewWorkflow(): JSX.Element {
  const text = editorTexts();
  const ids = allWorkflows.value.map(({ id }) => id);
  return (
    <WorkflowEditor
      workflow={{ name: text.newName, steps: [] }}
      heading={text.create}
      onKeep={(workflow) => keep(freeId(workflow.name, ids), workflow)}
      back={hrefOf("workflow")}
    />
  );
}

function keep(id: string, workflow: Workflow): void {
  keepWorkflow(id, workflow);
  goTo(hrefOf("workflow", id), { replace: true });
}

function Unknown(): JSX.Element {
  const text = workflowTexts();
  return (
    <>
      <h1>{text.heading}</h1>
      <p>{text.unknown}</p>
      <a href={hrefOf("workflow")}>{text.all}</a>
    </>
  );
}
