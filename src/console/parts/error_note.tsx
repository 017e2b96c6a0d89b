import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";
import { type Explained, PinkPageError } from "../../client/mod.ts";
import { frameTexts } from "../frame/frame_texts.ts";
import { language } from "../texts/language.ts";
import { utcText } from "../format/format.ts";

/** Properties of an {@linkcode ErrorNote}. */
export interface ErrorNoteProps {
  /** Error that is shown. */
  readonly error: unknown;
  /** Time of the error. */
  readonly at?: Date | undefined;
  /** Actions below it. */
  readonly children?: ComponentChildren;
}

/**
 * Shows an error: code, meaning and next step in the language of the page, and its details in a
 * fold.
 */
export function ErrorNote({ error, at, children }: ErrorNoteProps): JSX.Element {
  const explained = useExplained(error);
  const known = error instanceof PinkPageError ? error : undefined;
  const detail = known === undefined ? String(error) : known.detail;
  // The message of the library begins with the code.
  const headline = explained === undefined
    ? known?.message
    : `${known?.code ?? ""} ${explained.meaning}`;
  return (
    <div class="error-note" role="alert">
      <p>
        <strong>{headline}</strong>
      </p>
      {explained?.action && explained.action !== detail ? <p>{explained.action}</p> : null}
      {detail === undefined ? null : (
        <details>
          <summary>{frameTexts().details}</summary>
          <p class="meta" lang="en">{detail}</p>
          {at === undefined ? null : <p class="meta">{utcText(at)}</p>}
        </details>
      )}
      {children}
    </div>
  );
}

/** Returns meaning and next step in the language of the page, once they are read. */
function useExplained(error: unknown): Explained | undefined {
  const [explained, setExplained] = useState<Explained>();
  const wanted = language.value;
  useEffect(() => {
    let isCurrent = true;
    if (error instanceof PinkPageError) {
      void error.explain(wanted).then((text) => {
        if (isCurrent) setExplained(text);
      });
    }
    return () => void (isCurrent = false);
  }, [error, wanted]);
  return explained;
}
