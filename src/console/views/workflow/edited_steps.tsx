import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { WorkflowStep } from "../../../client/mod.ts";
import { countText } from "../../format/format.ts";
import { announce } from "../../frame/announce.tsx";
import { servers } from "../../link/state.ts";
import {
  type Draft,
  type DraftStep,
  withChange,
  withMove,
  withoutStep,
  withStep,
} from "./draft.ts";
import { editorTexts } from "./editor_texts.ts";
import { transfers } from "./given_workflows.ts";
import { StepFields } from "./step_fields.tsx";

/** Properties of {@linkcode EditedSteps}. */
export interface EditedStepsProps {
  /** Workflow that is edited. */
  readonly draft: Draft;
  /** Called with the workflow as the user changes it. */
  readonly onChange: (draft: Draft) => void;
}

/** Control of a step that gets the focus after a change. */
interface Focus {
  /** Key of the step; undefined for the button that adds one. */
  readonly key: number | undefined;
  /** Name of the control. */
  readonly control: "up" | "down" | "step-name";
}

/** Shows the steps of a workflow. After each change the focus is where the user goes on. */
export function EditedSteps({ draft, onChange }: EditedStepsProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState<Focus>();
  useEffect(() => focusOn(place.current, focus), [focus]);
  const edit = useEdits({ draft, onChange }, setFocus);
  return (
    <div ref={place}>
      <ol class="edited-steps">
        {draft.steps.map((step, index) => (
          <EditedStep
            key={step.key}
            step={step}
            index={index}
            onStep={(step) => onChange(withChange(draft, index, step))}
            onMove={(by) => edit.move(index, by)}
            onRemove={() => edit.remove(index)}
          />
        ))}
      </ol>
      <AddStep onAdd={edit.add} />
    </div>
  );
}

/** Changes of the list of steps. */
interface Edits {
  readonly move: (index: number, by: -1 | 1) => void;
  readonly remove: (index: number) => void;
  readonly add: (step: WorkflowStep) => void;
}

/** Returns changes that move the focus and are announced. */
function useEdits(
  { draft, onChange }: EditedStepsProps,
  onFocus: (focus: Focus) => void,
): Edits {
  const text = editorTexts();
  const change = (next: Draft, { told, ...focus }: Focus & { readonly told: string }) => {
    onChange(next);
    onFocus(focus);
    announce(told);
  };
  return {
    move: (index, by) => {
      const step = draft.steps[index];
      const next = withMove(draft, index, index + by);
      if (step === undefined || next === draft) return;
      const told = text.moved(step.name, countText(index + by + 1));
      change(next, { key: step.key, control: by < 0 ? "up" : "down", told });
    },
    remove: (index) => {
      const next = withoutStep(draft, index);
      const { key } = next.steps[index] ?? next.steps.at(-1) ?? {};
      const told = text.removed(draft.steps[index]?.name ?? "");
      change(next, { key, control: "step-name", told });
    },
    add: (step) => {
      const next = withStep(draft, step);
      const told = text.step(countText(next.steps.length));
      change(next, { key: next.steps.at(-1)?.key, control: "step-name", told });
    },
  };
}

interface EditedStepProps {
  readonly step: DraftStep;
  readonly index: number;
  readonly onStep: (step: WorkflowStep) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

function EditedStep({ step, index, onStep, onMove, onRemove }: EditedStepProps): JSX.Element {
  const text = editorTexts();
  const { key, ...rest } = step;
  return (
    <li>
      <fieldset data-key={key}>
        <legend>{text.step(countText(index + 1))}</legend>
        <StepFields step={rest} onChange={onStep} />
        <div class="row-actions">
          <button class="text" name="up" type="button" onClick={() => onMove(-1)}>{text.up}</button>
          <button class="text" name="down" type="button" onClick={() => onMove(1)}>
            {text.down}
          </button>
          <button class="text" type="button" onClick={onRemove}>{text.remove}</button>
        </div>
      </fieldset>
    </li>
  );
}

/** Shows the actions that add a step: a command, or a transfer when one is configured. */
function AddStep({ onAdd }: { readonly onAdd: (step: WorkflowStep) => void }): JSX.Element {
  const text = editorTexts();
  const server = servers.value[0]?.name ?? "";
  const transfer = transfers.value[0]?.name;
  const addCommand = () => onAdd({ name: text.command, command: { server, run: "" } });
  return (
    <div class="button-row">
      <button class="outlined" name="add" type="button" onClick={addCommand}>
        {text.addCommand}
      </button>
      {transfer === undefined ? null : (
        <button
          class="outlined"
          type="button"
          onClick={() => onAdd({ name: text.transfer, transfer: { name: transfer } })}
        >
          {text.addTransfer}
        </button>
      )}
    </div>
  );
}

function focusOn(place: HTMLElement | null, focus: Focus | undefined): void {
  if (place === null || focus === undefined) return;
  const selector = focus.key === undefined
    ? "[name=add]"
    : `[data-key="${focus.key}"] [name="${focus.control}"]`;
  place.querySelector<HTMLElement>(selector)?.focus();
}
