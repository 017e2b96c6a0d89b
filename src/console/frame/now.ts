import { signal } from "@preact/signals";

/** Time of the last second, for countdowns. */
export const now = signal(Date.now());

/** Counts the seconds while the page is seen. Called once. */
export function countSeconds(): void {
  setInterval(() => {
    if (!document.hidden) now.value = Date.now();
  }, 1_000);
}
