import { effect, signal } from "@preact/signals";

/** Language of the page. */
export type Language = "en" | "ko";

/** Key of the language that the user has chosen, in the storage of the browser. */
const KEY = "pink-page.language";

/** Language of the page: the user's choice, else that of the browser's list. */
export const language = signal<Language>(chosen() ?? preferred());

/** Writes the language to the document, and remembers a choice. Called once. */
export function keepLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

/** Changes the language, and remembers it. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEY, next);
  language.value = next;
}

function chosen(): Language | undefined {
  const stored = localStorage.getItem(KEY);
  return stored === "en" || stored === "ko" ? stored : undefined;
}

function preferred(): Language {
  const first = navigator.languages.find((name) => /^(?:en|ko)\b/.test(name));
  return first?.startsWith("ko") ? "ko" : "en";
}
