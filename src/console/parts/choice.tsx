import type { JSX } from "preact";

/** Choice of one of a few values. */
export interface ChoiceProps<Value extends string> {
  /** Name of the choice. */
  readonly label: string;
  /** Values with their texts. */
  readonly options: readonly (readonly [Value, string])[];
  /** Value that is chosen. */
  readonly value: Value;
  /** Called with another value. */
  readonly onChange: (value: Value) => void;
}

/** Shows a choice as a labelled list. */
export function Choice<Value extends string>(
  { label, options, value, onChange }: ChoiceProps<Value>,
): JSX.Element {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map(([name, text]) => (
          <option key={name} value={name} lang={name === "ko" || name === "en" ? name : undefined}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
