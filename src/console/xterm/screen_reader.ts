import { signal } from "@preact/signals";

/** Key of the user's choice, in the storage of the browser. */
const KEY = "pink-page.screen-reader";

/** Whether screens give their text to screen readers, which costs time in long output. */
export const isForScreenReader = signal(localStorage.getItem(KEY) === "on");

/** Changes the mode of all screens, and remembers it. */
export function chooseScreenReader(isOn: boolean): void {
  localStorage.setItem(KEY, isOn ? "on" : "off");
  isForScreenReader.value = isOn;
}
