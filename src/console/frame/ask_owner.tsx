import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { client } from "../link/link.ts";
import { Dialog } from "../parts/dialog.tsx";
import { ErrorNote } from "../parts/error_note.tsx";
import { announce } from "./announce.tsx";
import { sessionTexts } from "./session_texts.ts";

/** Maximum length of a message, in characters. */
const MAX_MESSAGE = 500;

/** Shows the dialog that asks the owner of a session to end it. */
export function AskOwner(
  { leaseId, onClose }: { readonly leaseId: number; readonly onClose: () => void },
): JSX.Element {
  const text = sessionTexts();
  const [error, setError] = useState<unknown>();
  const ask = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const message = String(new FormData(form).get("message")).trim();
    setError(undefined);
    client.peek()?.askSession(leaseId, message === "" ? undefined : message).then(() => {
      announce(text.asked);
      onClose();
    }, setError);
  };
  return (
    <Dialog heading={text.askHeading} onClose={onClose}>
      <p>{text.consequence}</p>
      <form class="stack" onSubmit={ask}>
        <label>
          <span>{text.message}</span>
          <input name="message" maxLength={MAX_MESSAGE} autoFocus />
        </label>
        {error === undefined ? null : <ErrorNote error={error} />}
        <div class="buttons">
          <button class="filled" type="submit">{text.send}</button>
          <button type="button" onClick={onClose}>{text.leave}</button>
        </div>
      </form>
    </Dialog>
  );
}
