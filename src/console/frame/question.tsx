import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { client } from "../link/link.ts";
import { leases, question } from "../link/state.ts";
import { Action } from "../parts/action.tsx";
import { announce } from "./announce.tsx";
import { sessionTexts } from "./session_texts.ts";

/** Shows the question of another user to end the session of the page. */
export function Question(): JSX.Element | null {
  const text = sessionTexts();
  const now = question.value;
  const isOver = now !== undefined &&
    leases.value.every(({ lease_id }) => lease_id !== now.lease_id);
  const told = now === undefined ? undefined : text.asks(now.by.name ?? text.unnamed);
  useEffect(() => {
    if (isOver) question.value = undefined;
  }, [isOver]);
  useEffect(() => {
    if (told !== undefined && !isOver) announce([told, now?.message ?? ""].join(" "));
  }, [now]);
  if (now === undefined || isOver) return null;
  return (
    <div class="question">
      <p>
        <strong>{told}</strong> {now.message === null ? null : <q>{now.message}</q>}
      </p>
      <div class="button-row">
        <Action role="viewer" onClick={() => client.peek()?.endSession()}>{text.end}</Action>
        <button class="text" type="button" onClick={() => void (question.value = undefined)}>
          {text.dismiss}
        </button>
      </div>
    </div>
  );
}
