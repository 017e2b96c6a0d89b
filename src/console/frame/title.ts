import { effect, signal } from "@preact/signals";

/** Title of the view, before the name of the product; empty without one. */
export const title = signal("");

/** Course of what the page runs, which every view has as its title; empty without one. */
export const activity = signal("");

/** Writes the title to the document. Called once. */
export function keepTitle(): void {
  effect(() => {
    const name = activity.value || title.value;
    document.title = name === "" ? "Pink-Page" : `${name} · Pink-Page`;
  });
}
