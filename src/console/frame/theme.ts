import { effect, signal } from "@preact/signals";

/** Theme of the page; `system` follows the browser. */
export type Theme = "system" | "light" | "dark";

const KEY = "pink-page.theme";

/** Theme that the user has chosen. */
export const theme = signal<Theme>(chosen());

/** Writes the theme to the document. Called once. */
export function keepTheme(): void {
  effect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === "system") delete dataset.theme;
    else dataset.theme = theme.value;
  });
}

/** Changes the theme, and remembers it. */
export function chooseTheme(next: Theme): void {
  localStorage.setItem(KEY, next);
  theme.value = next;
}

function chosen(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}
