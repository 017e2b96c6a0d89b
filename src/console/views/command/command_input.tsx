import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Action } from "../../parts/action.tsx";
import { typeIntoCommand } from "./command_runner.ts";
import { commandTexts } from "./command_texts.ts";

/** Shows the line that types text and Enter into the command that runs. */
export function CommandInput(): JSX.Element {
  const text = commandTexts();
  const [line, setLine] = useState("");
  const send = () => {
    typeIntoCommand(`${line}\r`);
    setLine("");
  };
  return (
    <form
      class="command-input"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label>
        <span>{text.input}</span>
        <input
          class="code"
          value={line}
          autocapitalize="off"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setLine(event.currentTarget.value)}
        />
      </label>
      <Action onClick={send}>{text.send}</Action>
    </form>
  );
}
