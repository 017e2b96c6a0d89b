import type { JSX } from "preact";
import type { CommandStep, WorkflowStep } from "../../../client/mod.ts";
import { servers } from "../../link/state.ts";
import { MAX_LENGTH, MAX_SECONDS } from "../../parts/limits.ts";
import { type Limit, withLimit } from "./draft.ts";
import { editorTexts } from "./editor_texts.ts";
import { transfers } from "./given_workflows.ts";

/** Properties of {@linkcode StepFields}. */
export interface StepFieldsProps<Step extends WorkflowStep = WorkflowStep> {
  /** Step. */
  readonly step: Step;
  /** Called with the step as the user changes it. */
  readonly onChange: (step: WorkflowStep) => void;
}

/** Shows the fields of a step. */
export function StepFields({ step, onChange }: StepFieldsProps): JSX.Element {
  const text = editorTexts();
  return (
    <div class="step-fields">
      <label>
        <span>{text.stepName}</span>
        <input
          name="step-name"
          value={step.name}
          maxLength={MAX_LENGTH.name}
          required
          onInput={(event) => onChange({ ...step, name: event.currentTarget.value })}
        />
      </label>
      {"transfer" in step
        ? (
          <Names
            label={text.transfer}
            names={transfers.value.map(({ name }) => name)}
            value={step.transfer.name}
            onChange={(name) => onChange({ ...step, transfer: { name } })}
          />
        )
        : <CommandFields step={step} onChange={onChange} />}
    </div>
  );
}

function CommandFields({ step, onChange }: StepFieldsProps<CommandStep>): JSX.Element {
  const text = editorTexts();
  const { server, run } = step.command;
  return (
    <>
      <Names
        label={text.server}
        names={servers.value.map(({ name }) => name)}
        value={server}
        onChange={(server) => onChange({ ...step, command: { server, run } })}
      />
      <label class="wide">
        <span>{text.run}</span>
        <input
          class="code"
          value={run}
          maxLength={MAX_LENGTH.run}
          required
          autocapitalize="off"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) =>
            onChange({ ...step, command: { server, run: event.currentTarget.value } })}
        />
      </label>
      <LimitField step={step} limit="stop_phrase" label={text.phrase} onChange={onChange} />
      <LimitField step={step} limit="timeout_seconds" label={text.timeout} onChange={onChange} />
      <LimitField step={step} limit="idle_timeout_seconds" label={text.idle} onChange={onChange} />
      <p class="meta wide">{text.phraseHint}</p>
    </>
  );
}

interface LimitFieldProps extends StepFieldsProps<CommandStep> {
  readonly limit: Limit;
  readonly label: string;
}

function LimitField({ step, limit, label, onChange }: LimitFieldProps): JSX.Element {
  const value = step[limit] ?? "";
  const change = (event: { readonly currentTarget: HTMLInputElement }) =>
    onChange(withLimit(step, limit, event.currentTarget.value));
  return (
    <label>
      <span>{label}</span>
      {limit === "stop_phrase"
        ? (
          <input
            class="code"
            value={value}
            maxLength={MAX_LENGTH.stop_phrase}
            autocapitalize="off"
            autocomplete="off"
            spellcheck={false}
            onInput={change}
          />
        )
        : (
          <input
            type="number"
            value={value}
            min={0}
            max={MAX_SECONDS}
            step="any"
            onInput={change}
          />
        )}
    </label>
  );
}

interface NamesProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** Shows a list of names. A value that is none of them stays in it. */
function Names({ label, names, value, onChange }: NamesProps): JSX.Element {
  const all = names.includes(value) ? names : [value, ...names];
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {all.map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
    </label>
  );
}
