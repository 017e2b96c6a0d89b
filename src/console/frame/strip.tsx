import type { JSX } from "preact";
import { client } from "../link/link.ts";
import { owner } from "../link/state.ts";
import { Time } from "../parts/time.tsx";
import { stripTexts } from "./strip_texts.ts";

/** Shows the owner of the session or the lock, on every view. */
export function Strip(): JSX.Element {
  const text = stripTexts();
  const now = owner.value;
  if (now === null) return <section class="strip" aria-label={text.lease}>{text.free}</section>;
  const isOwn = now.id === client.value?.id;
  return (
    <section class={isOwn ? "strip own" : "strip others"} aria-label={text.lease}>
      <span>{isOwn ? text.own : text.others(now.name ?? text.unnamed)}</span>{" "}
      <span class="meta">
        {text.since} <Time at={now.since} />
      </span>
    </section>
  );
}
