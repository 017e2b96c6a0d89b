import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { late } from "../parts/late.tsx";
import { goTo, hrefOf, NAVIGATION } from "./route.ts";

const isShown = signal(false);

/** Shows the list of shortcuts. */
export function showShortcuts(): void {
  isShown.value = true;
}

/** Listens for the shortcuts of the page. Called once. */
export function listenForShortcuts(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "?" && !isTyping(event.target)) showShortcuts();
    const view = event.altKey && event.shiftKey
      ? NAVIGATION[Number(event.code.replace("Digit", "")) - 1]
      : undefined;
    if (view !== undefined) goTo(hrefOf(view));
  });
}

/** Checks whether a key belongs to a field or a terminal. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}

const List = late(async () => (await import("./shortcut_list.tsx")).ShortcutList);

/** Shows the list of the shortcuts, while it is asked for. */
export function Shortcuts(): JSX.Element | null {
  return isShown.value ? <List onClose={() => void (isShown.value = false)} /> : null;
}
