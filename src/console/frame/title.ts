import { effect, signal } from "@preact/signals";

/** Title of the view, before the name of the product; empty without one. */
export const title = signal("");

/** Writes the title to the document. Called once. */
export function keepTitle(): void {
  effect(() => {
    document.title = title.value === "" ? "Pink-Page" : `${title.value} · Pink-Page`;
  });
}
