import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Workflow } from "../../../client/mod.ts";
import { countText } from "../../format/format.ts";
import { MAX_LENGTH } from "../../parts/limits.ts";
import { draftOf } from "./draft.ts";
import { EditedSteps } from "./edited_steps.tsx";
import { editorTexts } from "./editor_texts.ts";
import { FaultList } from "./fault_list.tsx";
import { type Fault, readWorkflow } from "./workflow_file.ts";

/** Properties of a {@linkcode WorkflowEditor}. */
export interface WorkflowEditorProps {
  /** Workflow as it is kept. */
  readonly workflow: Workflow;
  /** Title of the view. */
  readonly heading: string;
  /** Called with the workflow that is to be kept. */
  readonly onKeep: (workflow: Workflow) => void;
  /** Address that leaves the editor without a change. */
  readonly back: string;
}

/** Shows the editor of a workflow. */
export function WorkflowEditor(
  { workflow, heading, onKeep, back }: WorkflowEditorProps,
): JSX.Element {
  const text = editorTexts();
  const [draft, setDraft] = useState(() => draftOf(workflow));
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const keep = (event: Event) => {
    event.preventDefault();
    const { name, steps } = draft;
    const read = readWorkflow({ name, steps: steps.map(({ key: _, ...step }) => step) });
    setFaults(read.faults);
    if (read.workflow !== undefined) onKeep(read.workflow);
  };
  return (
    <form class="editor" noValidate onSubmit={keep}>
      <h1>{heading}</h1>
      {faults.length === 0
        ? null
        : <FaultList heading={text.faults(countText(faults.length))} faults={faults} />}
      <label>
        <span>{text.name}</span>
        <input
          value={draft.name}
          maxLength={MAX_LENGTH.name}
          required
          onInput={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
      </label>
      <EditedSteps draft={draft} onChange={setDraft} />
      <div class="button-row">
        <button class="filled" type="submit">{text.save}</button>
        <a class="button" href={back}>{text.cancel}</a>
      </div>
    </form>
  );
}
