import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { user } from "../link/can.ts";
import { late } from "../parts/late.tsx";
import { frameTexts } from "./frame_texts.ts";

const MenuItems = late(async () => (await import("./menu_items.tsx")).MenuItems);

/** Shows the menu of the user. Its items are loaded when it is opened for the first time. */
export function UserMenu(): JSX.Element {
  const [isOpened, setOpened] = useState(false);
  const name = user.value.name ?? frameTexts().menu;
  return (
    <>
      <button class="plain" type="button" popovertarget="user-menu">
        {name} <span aria-hidden="true">▾</span>
      </button>
      <div class="menu" id="user-menu" popover="auto" onBeforeToggle={() => setOpened(true)}>
        {isOpened ? <MenuItems /> : null}
      </div>
    </>
  );
}
