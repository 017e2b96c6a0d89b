import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { wire } from "../../../client/mod.ts";
import { startTexts } from "./start_texts.ts";

/** Inputs of a job, by name. */
type Inputs = NonNullable<wire.JobDefinition["inputs"]>;

/** Properties of {@linkcode InputFields}. */
export interface InputFieldsProps {
  /** Inputs of the job. */
  readonly inputs: Inputs;
  /** Values that are given, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Called with another value; empty without one. */
  readonly onChange: (name: string, value: string) => void;
}

/** Shows a field for each input of a job, with what it takes and its default. */
export function InputFields({ inputs, values, onChange }: InputFieldsProps): JSX.Element {
  return (
    <>
      {Object.entries(inputs).map(([name, input]) => (
        <Field
          key={name}
          name={name}
          input={input}
          value={values[name] ?? ""}
          onChange={(value) => onChange(name, value)}
        />
      ))}
    </>
  );
}

function Field({ name, input, value, onChange }: {
  readonly name: string;
  readonly input: Inputs[string];
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const id = useId();
  const text = startTexts();
  const { description, pattern, default: preset } = input;
  const hints = [
    description,
    pattern === undefined ? undefined : text.pattern(pattern),
    preset === undefined
      ? undefined
      : preset === "{{today}}"
      ? text.presetToday
      : text.preset(preset),
  ].filter((hint) => hint !== undefined);
  return (
    <label class="input-field">
      <span>{name}</span>
      <input
        name={name}
        value={value}
        required={preset === undefined}
        pattern={pattern}
        title={pattern === undefined ? undefined : text.pattern(pattern)}
        autoComplete="off"
        spellcheck={false}
        aria-describedby={hints.length === 0 ? undefined : id}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {hints.length === 0 ? null : <span id={id}>{hints.join(" · ")}</span>}
    </label>
  );
}
