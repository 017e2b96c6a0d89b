import type { JSX } from "preact";
import { Dialog } from "../parts/dialog.tsx";
import { frameTexts } from "./frame_texts.ts";
import { menuTexts } from "./menu_texts.ts";
import { LEAVE_KEYS } from "./leave_keys.ts";
import { NAVIGATION } from "./route.ts";

/** Shows the list of the shortcuts. */
export function ShortcutList({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const text = menuTexts();
  return (
    <Dialog heading={text.shortcuts} onClose={onClose}>
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
            <dd>{text.shortcutView}: {frameTexts()[view]}</dd>
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
