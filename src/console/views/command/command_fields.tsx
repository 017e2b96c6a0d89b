import type { JSX } from "preact";
import { servers } from "../../link/state.ts";
import { MAX_LENGTH, MAX_SECONDS } from "../../parts/limits.ts";
import { commandHistory, forgetCommands } from "./command_history.ts";
import { commandTexts } from "./command_texts.ts";
import type { CommandData } from "./command_data.ts";

/** Properties of {@linkcode CommandFields}. */
export interface CommandFieldsProps {
  /** Values of the fields. */
  readonly data: CommandData;
  /** Called with the values as the user changes them. */
  readonly onChange: (data: CommandData) => void;
}

/** Shows the fields of a command: server, command line, stop phrase and limits. */
export function CommandFields({ data, onChange }: CommandFieldsProps): JSX.Element {
  const text = commandTexts();
  const known = servers.value.map(({ name }) => name);
  const names = known.includes(data.server_name) ? known : [data.server_name, ...known];
  return (
    <>
      <label>
        <span>{text.server}</span>
        <select
          value={data.server_name}
          onChange={(event) => onChange({ ...data, server_name: event.currentTarget.value })}
        >
          {names.map((name) => <option key={name} value={name}>{name}</option>)}
        </select>
      </label>
      <label class="command-line">
        <span>{text.command}</span>
        <input
          class="code"
          name="command"
          list="command-history"
          value={data.command}
          maxLength={MAX_LENGTH.run}
          autocapitalize="off"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onChange({ ...data, command: event.currentTarget.value })}
        />
        <datalist id="command-history">
          {commandHistory.value.map((command) => <option key={command} value={command} />)}
        </datalist>
      </label>
      <Phrase data={data} onChange={onChange} />
      <Limits data={data} onChange={onChange} />
    </>
  );
}

function Phrase({ data, onChange }: CommandFieldsProps): JSX.Element {
  const text = commandTexts();
  const { stop_phrase: _, ...withoutPhrase } = data;
  return (
    <label>
      <span>{text.phrase}</span>
      <input
        class="code"
        name="stop_phrase"
        value={data.stop_phrase ?? ""}
        maxLength={MAX_LENGTH.stop_phrase}
        autocapitalize="off"
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget: { value } }) =>
          onChange(value === "" ? withoutPhrase : { ...data, stop_phrase: value })}
      />
    </label>
  );
}

function Limits({ data, onChange }: CommandFieldsProps): JSX.Element {
  const text = commandTexts();
  const { timeout_seconds, idle_timeout_seconds } = data;
  const isSet = timeout_seconds !== undefined || idle_timeout_seconds !== undefined;
  return (
    <details class="limits" open={isSet}>
      <summary>{text.limits}</summary>
      <div>
        <Seconds label={text.timeout} name="timeout_seconds" data={data} onChange={onChange} />
        <Seconds label={text.idle} name="idle_timeout_seconds" data={data} onChange={onChange} />
        {commandHistory.value.length === 0
          ? null
          : <button class="text" type="button" onClick={forgetCommands}>{text.forgetAll}</button>}
      </div>
    </details>
  );
}

interface SecondsProps extends CommandFieldsProps {
  readonly label: string;
  readonly name: "timeout_seconds" | "idle_timeout_seconds";
}

function Seconds({ label, name, data, onChange }: SecondsProps): JSX.Element {
  const { [name]: value, ...rest } = data;
  return (
    <label>
      <span>{label}</span>
      <input
        type="number"
        name={name}
        min={0}
        max={MAX_SECONDS}
        step="any"
        value={value ?? ""}
        onInput={({ currentTarget }) =>
          onChange(
            currentTarget.value === "" ? rest : { ...rest, [name]: currentTarget.valueAsNumber },
          )}
      />
    </label>
  );
}
