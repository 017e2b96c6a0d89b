import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";
import { isOver } from "./terminal_state.ts";
import type { LiveTerminal } from "./live_terminal.ts";
import { CONTROL_KEY, controlOf, TOUCH_KEYS } from "./touch_keys.ts";
import { terminalsTexts } from "./terminals_texts.ts";

/** Properties of an {@linkcode InputLine}. */
export interface InputLineProps {
  /** Terminal that gets the text. */
  readonly terminal: LiveTerminal;
}

/**
 * Shows a native text field, which sends its text with Enter: for input methods, dictation and
 * phones. With touch it has the keys that a soft keyboard lacks.
 */
export function InputLine({ terminal }: InputLineProps): JSX.Element {
  const text = terminalsTexts();
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [isControl, setControl] = useState(false);
  useEffect(() => keepAboveKeyboard(form.current), []);
  const isEnded = isOver(terminal.state.value);
  const send = () => {
    if (field.current === null) return;
    terminal.type(`${field.current.value}\r`);
    field.current.value = "";
  };
  const onInput = () => {
    if (!isControl || field.current === null) return;
    terminal.type(controlOf(field.current.value));
    field.current.value = "";
    setControl(false);
  };
  return (
    <form class="input-line" ref={form} onSubmit={(event) => (event.preventDefault(), send())}>
      <TouchKeys
        isControl={isControl}
        onType={(text) => terminal.type(text)}
        onControl={() => (setControl(!isControl), field.current?.focus())}
      />
      <input
        id="terminal-input"
        ref={field}
        type="text"
        aria-label={text.input}
        placeholder={text.sendHint}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="send"
        disabled={isEnded}
        onInput={onInput}
      />
      <button type="submit" disabled={isEnded}>{text.send}</button>
    </form>
  );
}

interface TouchKeysProps {
  readonly isControl: boolean;
  readonly onType: (text: string) => void;
  readonly onControl: () => void;
}

/** Shows the keys that a soft keyboard lacks. */
function TouchKeys({ isControl, onType, onControl }: TouchKeysProps): JSX.Element {
  return (
    <div class="touch-keys" role="group" aria-label={terminalsTexts().keys}>
      {TOUCH_KEYS.map(({ name, sends }) => (
        <button
          key={name}
          type="button"
          onClick={() => onType(sends)}
        >
          {name}
        </button>
      ))}
      <button type="button" aria-pressed={isControl} onClick={onControl}>{CONTROL_KEY}</button>
    </div>
  );
}

/** Keeps an element above a soft keyboard, which covers the page in some browsers. */
function keepAboveKeyboard(element: HTMLElement | null): (() => void) | undefined {
  const { visualViewport } = globalThis;
  if (visualViewport === null || element === null) return undefined;
  const move = () => {
    const hidden = innerHeight - visualViewport.height - visualViewport.offsetTop;
    element.style.setProperty("--covered", `${Math.max(0, Math.round(hidden))}px`);
    element.classList.toggle("raised", hidden > 1);
  };
  visualViewport.addEventListener("resize", move);
  visualViewport.addEventListener("scroll", move);
  return () => {
    visualViewport.removeEventListener("resize", move);
    visualViewport.removeEventListener("scroll", move);
  };
}
