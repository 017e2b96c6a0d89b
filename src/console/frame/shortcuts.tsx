import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Dialog } from "../parts/dialog.tsx";
import { frameTexts } from "./frame_texts.ts";
import { goTo, hrefOf, NAVIGATION } from "./route.ts";

/** Keys that leave a terminal, as its label names them. */
export const LEAVE_KEYS = "Alt+Shift+0";

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

/** Shows the list of the shortcuts, while it is asked for. */
export function Shortcuts(): JSX.Element | null {
  const text = frameTexts();
  if (!isShown.value) return null;
  const close = () => void (isShown.value = false);
  return (
    <Dialog heading={text.shortcuts} onClose={close}>
      <dl class="pairs">
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>{text.shortcutList}</dd>
        {NAVIGATION.map((view, index) => (
          <>
            <dt>
              <kbd>Alt+Shift+{index + 1}</kbd>
            </dt>
            <dd>{text.shortcutView}: {text[view]}</dd>
          </>
        ))}
        <dt>
          <kbd>{LEAVE_KEYS}</kbd>
        </dt>
        <dd>{text.shortcutLeave}</dd>
      </dl>
      <form method="dialog">
        <button type="submit">{text.close}</button>
      </form>
    </Dialog>
  );
}
