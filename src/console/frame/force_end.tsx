import { useState } from "preact/hooks";
import type { JSX } from "preact";
import type { wire } from "../../client/mod.ts";
import { client } from "../link/link.ts";
import { leases } from "../link/state.ts";
import { Dialog } from "../parts/dialog.tsx";
import { ErrorNote } from "../parts/error_note.tsx";
import { forceEndTexts } from "./force_end_texts.ts";
import { ownerHeadline } from "./owner_headline.ts";

/** Maximum length of a reason, in characters. */
const MAX_REASON = 500;

/** Properties of {@linkcode ForceEnd}. */
export interface ForceEndProps {
  /** Owner of the session or the lock. */
  readonly of: NonNullable<wire.Owner>;
  /** Called when the dialog is over. */
  readonly onClose: () => void;
}

/** Shows the dialog in which an administrator ends the use of another, with a reason. */
export function ForceEnd({ of, onClose }: ForceEndProps): JSX.Element {
  const text = forceEndTexts();
  const [error, setError] = useState<unknown>();
  const end = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const reason = String(new FormData(form).get("reason")).trim();
    setError(undefined);
    const lease = leases.peek().find(({ owner }) => owner.id === of.id);
    client.peek()?.forceEndSession(reason, lease?.lease_id).then(onClose, setError);
  };
  return (
    <Dialog heading={text.heading} onClose={onClose}>
      <p>{ownerHeadline(of)}</p>
      <p>{text.consequence}</p>
      <form class="stack" onSubmit={end}>
        <label>
          <span>{text.reason}</span>
          <input name="reason" required maxLength={MAX_REASON} pattern=".*\S.*" autoFocus />
        </label>
        {error === undefined ? null : <ErrorNote error={error} />}
        <div class="buttons">
          <button class="filled" type="submit">{text.end}</button>
          <button type="button" onClick={onClose}>{text.keep}</button>
        </div>
      </form>
    </Dialog>
  );
}
