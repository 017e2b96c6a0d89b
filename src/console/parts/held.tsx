import type { JSX } from "preact";
import { freeNotice } from "../frame/free_notice.ts";
import { ownerHeadline } from "../frame/owner_headline.ts";
import { owner } from "../link/state.ts";
import { heldTexts } from "./held_texts.ts";
import { Time } from "./time.tsx";

/** Shows the owner of the session or the lock, and since when. */
export function HeldBy(): JSX.Element | null {
  const now = owner.value;
  if (now === null) return null;
  return (
    <p class="held">
      <i class="warn" aria-hidden="true">◐</i> {ownerHeadline(now)}{" "}
      <span class="meta">
        {heldTexts().since} <Time at={now.since} />
      </span>
    </p>
  );
}

/** Shows the action that asks to be told when the owner has released the servers. */
export function TellWhenFree(): JSX.Element {
  const text = heldTexts();
  const isAsked = freeNotice.value === "asked";
  const ask = () => void (freeNotice.value = isAsked ? "none" : "asked");
  return (
    <button class="filled" type="button" aria-pressed={isAsked} onClick={ask}>
      {isAsked ? text.told : text.tell}
    </button>
  );
}
