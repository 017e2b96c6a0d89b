import { signal } from "@preact/signals";
import type { JSX } from "preact";

const announced = signal("");

/** Has a screen reader say a text once, when it has finished what it says. */
export function announce(text: string): void {
  announced.value = text;
}

/** Shows the live region of the page (WAI-ARIA 1.2, `status`). */
export function LiveRegion(): JSX.Element {
  return <div class="unseen" role="status">{announced.value}</div>;
}
