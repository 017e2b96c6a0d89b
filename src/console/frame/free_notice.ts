import { effect, signal } from "@preact/signals";
import type { wire } from "../../client/mod.ts";
import { relationOf } from "../link/own.ts";
import { owner } from "../link/state.ts";
import { announce } from "./announce.tsx";
import { ownerHeadline } from "./owner_headline.ts";
import { stripTexts } from "./strip_texts.ts";

/** Notice that the servers are free: `asked` for, or `due` until the user has dismissed it. */
export const freeNotice = signal<"none" | "asked" | "due">("none");

/** Announces the owners outside this tab and their ends, each once. Called once. */
export function announceOwners(): void {
  let before: wire.Owner = null;
  effect(() => {
    const now = owner.value;
    if (now?.id === before?.id) return;
    const wasOthers = isOutside(before);
    before = now;
    if (now === null) {
      const isAsked = freeNotice.peek() === "asked";
      if (isAsked) freeNotice.value = "due";
      if (wasOthers) announce(isAsked ? stripTexts().freeNow : stripTexts().free);
      return;
    }
    if (!isOutside(now)) freeNotice.value = "none";
    else if (freeNotice.peek() === "due") freeNotice.value = "asked";
    if (isOutside(now)) announce(ownerHeadline(now));
  });
}

function isOutside(owner: wire.Owner): boolean {
  return owner !== null && relationOf(owner) !== "tab";
}
