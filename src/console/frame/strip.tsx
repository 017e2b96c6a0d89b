import type { ComponentChildren, JSX } from "preact";
import { relationOf } from "../link/own.ts";
import { leases, owner } from "../link/state.ts";
import { late } from "../parts/late.tsx";
import { Time } from "../parts/time.tsx";
import { freeNotice } from "./free_notice.ts";
import { ownerHeadline } from "./owner_headline.ts";
import { stripTexts } from "./strip_texts.ts";

const StripOwner = late(async () => (await import("./strip_owner.tsx")).StripOwner);

/** Shows the owner of the session or the lock, on every view. */
export function Strip(): JSX.Element {
  const own = leases.value.find(({ owner }) => relationOf(owner) === "tab");
  const current = own?.owner ?? owner.value;
  if (current === null) return <Free />;
  const isOwn = relationOf(current) === "tab";
  return (
    <Frame kind={isOwn ? "own" : "others"}>
      <strong>{ownerHeadline(current)}</strong>
      <span class="meta">
        {stripTexts().since} <Time at={current.since} />
      </span>
      <StripOwner of={current} />
    </Frame>
  );
}

function Free(): JSX.Element {
  const text = stripTexts();
  if (freeNotice.value !== "due") return <Frame kind="free">{text.free}</Frame>;
  return (
    <Frame kind="own">
      <span>
        <i class="up" aria-hidden="true">✓</i> <strong>{text.freeNow}</strong>
      </span>
      <div class="strip-actions">
        <button class="text" type="button" onClick={() => void (freeNotice.value = "none")}>
          {text.dismiss}
        </button>
      </div>
    </Frame>
  );
}

function Frame(
  { kind, children }: { readonly kind: string; readonly children: ComponentChildren },
): JSX.Element {
  return <section class={`strip ${kind}`} aria-label={stripTexts().lease}>{children}</section>;
}
