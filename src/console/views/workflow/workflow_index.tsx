import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { countText } from "../../format/format.ts";
import { frameTexts } from "../../frame/frame_texts.ts";
import { goTo, hrefOf } from "../../frame/route.ts";
import { freeId } from "./draft.ts";
import { editorTexts } from "./editor_texts.ts";
import { FaultList } from "./fault_list.tsx";
import { allWorkflows, keepWorkflow } from "./stored_workflows.ts";
import { type Fault, readFile } from "./workflow_file.ts";
import { WorkflowList } from "./workflow_list.tsx";

/** Faults of a file that was read. */
interface WrongFile {
  readonly name: string;
  readonly faults: readonly Fault[];
}

/** Shows the workflows, and what makes more of them. */
export function WorkflowIndex(): JSX.Element {
  const text = editorTexts();
  const [wrong, setWrong] = useState<WrongFile>();
  const read = async (file: File) => {
    const { workflow, faults } = readFile(await file.text());
    if (workflow === undefined) return setWrong({ name: file.name, faults });
    const id = freeId(workflow.name, allWorkflows.peek().map(({ id }) => id));
    keepWorkflow(id, workflow);
    goTo(hrefOf("workflow", id));
  };
  return (
    <>
      <h1>{frameTexts().workflow}</h1>
      {wrong === undefined ? null : (
        <FaultList
          heading={text.faultsOfFile(wrong.name, countText(wrong.faults.length))}
          faults={wrong.faults}
        />
      )}
      <WorkflowList />
      <div class="button-row">
        <a class="button" href={hrefOf("workflow", "", { new: "" })}>{text.create}</a>
        <ReadButton onRead={read} />
      </div>
    </>
  );
}

function ReadButton({ onRead }: { readonly onRead: (file: File) => unknown }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button class="outlined" type="button" onClick={() => input.current?.click()}>
        {editorTexts().readFile}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) void onRead(file);
          // The same file can be read again.
          currentTarget.value = "";
        }}
      />
    </>
  );
}
