import type { ComponentChildren, JSX } from "preact";
import { frameTexts } from "../frame/frame_texts.ts";
import { timeText } from "../format/format.ts";
import { asOf } from "../link/state.ts";
import { loadingTexts } from "./loading_texts.ts";

/** Shows live data. While the page is not connected it is grey, with the time of the loss. */
export function Fresh({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const since = asOf.value;
  return (
    <div class={since === undefined ? undefined : "stale"}>
      {since === undefined ? null : <p class="meta as-of">{frameTexts().asOf(timeText(since))}</p>}
      {children}
    </div>
  );
}

/** Shows a line after 300 ms, while data is read for the first time. */
export function Loading(): JSX.Element {
  return <p class="meta late">{loadingTexts().loading}</p>;
}
