import { signal } from "@preact/signals";
import type { JSX } from "preact";

/** Number of texts that stay in the page. Several may be told at once. */
const MAX_TEXTS = 5;

const announced = signal<readonly { readonly id: number; readonly text: string }[]>([]);

/** Has a screen reader say a text once, when it has finished what it says. */
export function announce(text: string): void {
  const texts = announced.peek();
  const id = (texts.at(-1)?.id ?? 0) + 1;
  announced.value = [...texts, { id, text }].slice(-MAX_TEXTS);
}

/** Shows the live region of the page (WAI-ARIA 1.2, `status`). Each new text is read alone. */
export function LiveRegion(): JSX.Element {
  return (
    <div class="unseen" role="status" aria-atomic="false">
      {announced.value.map(({ id, text }) => <p key={id}>{text}</p>)}
    </div>
  );
}
