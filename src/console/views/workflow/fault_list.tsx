import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { editorTexts } from "./editor_texts.ts";
import type { Fault } from "./workflow_file.ts";

/** Properties of a {@linkcode FaultList}. */
export interface FaultListProps {
  /** Text above the list. */
  readonly heading: string;
  /** Faults. */
  readonly faults: readonly Fault[];
}

/** Shows the faults of a workflow with their places, and takes the focus. */
export function FaultList({ heading, faults }: FaultListProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.focus(), [faults]);
  return (
    <div class="error-note" role="alert" tabIndex={-1} ref={element}>
      <p>
        <strong>{heading}</strong>
      </p>
      <ul>
        {faults.map((fault) => (
          <li key={`${fault.path} ${fault.kind}`}>
            {fault.path === "" ? editorTexts().wholeFile : <code>{fault.path}</code>}{" "}
            {faultText(fault)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Returns what a fault is, in words. */
function faultText({ kind }: Fault): string {
  const text = editorTexts();
  return {
    json: text.faultJson,
    object: text.faultObject,
    steps: text.faultSteps,
    step: text.faultStep,
    text: text.faultText,
    seconds: text.faultSeconds,
    unknown: text.faultUnknown,
  }[kind];
}
