import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { wire } from "../../client/mod.ts";
import { durationText } from "../format/format.ts";
import { client } from "../link/link.ts";
import { relationOf } from "../link/own.ts";
import { leases, running } from "../link/state.ts";
import { Action } from "../parts/action.tsx";
import { Time } from "../parts/time.tsx";
import { isRunning, pageWorkflow } from "../views/workflow/page_workflow.ts";
import { ForceEnd } from "./force_end.tsx";
import { freeNotice } from "./free_notice.ts";
import { now } from "./now.ts";
import { hrefOf } from "./route.ts";
import { SessionList } from "./session_list.tsx";
import { stripOwnerTexts } from "./strip_owner_texts.ts";

/** Present owner of the session or the lock. */
type Owner = NonNullable<wire.Owner>;

/** Shows what the owner that the strip names does, and what the user can do about it. */
export function StripOwner({ of }: { readonly of: Owner }): JSX.Element {
  const isOwn = relationOf(of) === "tab";
  return (
    <>
      {isOwn ? <OwnStep /> : null}
      <Work of={of} />
      {of.away_until === null ? null : <Away until={of.away_until} />}
      {isOwn ? <OwnActions of={of} /> : <OthersActions key={`${of.id} ${of.since}`} of={of} />}
      {leases.value.length === 0 ? null : <SessionList headline={of.id} />}
    </>
  );
}

/** Shows the step of the workflow that runs from this page. */
function OwnStep(): JSX.Element | null {
  const own = pageWorkflow.value;
  if (own === undefined || !isRunning(own)) return null;
  const { state: { current, steps } } = own;
  return (
    <a class="text" href={hrefOf("workflow", own.id)}>
      {stripOwnerTexts().step(current + 1, steps.length)} · {steps[current]?.name}
    </a>
  );
}

/** Shows what runs for the owner. Without the right to see it, its kind and its server. */
function Work({ of }: { readonly of: Owner }): JSX.Element | null {
  const text = stripOwnerTexts();
  const { kind, operation_id: id, server_name: server } = of;
  const operation = running.value.find(({ operation_id }) => operation_id === id);
  const what = operation?.command ?? operation?.transfer_name ?? null;
  const where = operation?.server_name ?? server;
  if (what === null && where === null && kind === "job") return null;
  if (what === null && where === null && kind === "session") {
    return <span class="meta">{text.idle}</span>;
  }
  return (
    <span class="strip-work">
      {what === null ? null : <code class="cut">{what}</code>}
      {what === null && kind !== "session" ? text[kind] : null} {where}
    </span>
  );
}

function Away({ until }: { readonly until: string }): JSX.Element {
  const text = stripOwnerTexts();
  const leftMs = Date.parse(until) - now.value;
  return (
    <span>
      <i class="warn" aria-hidden="true">◐</i> {text.away} <Time at={until} />
      {leftMs > 0 ? ` · ${text.left(durationText(leftMs))}` : null}
    </span>
  );
}

function OwnActions({ of }: { readonly of: Owner }): JSX.Element {
  const text = stripOwnerTexts();
  const isSession = of.kind === "session" && of.id === client.value?.id;
  return (
    <div class="strip-actions">
      <Watch id={of.operation_id} />
      {isSession
        ? (
          <Action kind="text" role="viewer" onClick={() => client.peek()?.endSession()}>
            {text.end}
          </Action>
        )
        : null}
    </div>
  );
}

function OthersActions({ of }: { readonly of: Owner }): JSX.Element {
  const text = stripOwnerTexts();
  const [isEnding, setEnding] = useState(false);
  const isAsked = freeNotice.value === "asked";
  const ask = () => void (freeNotice.value = isAsked ? "none" : "asked");
  return (
    <div class="strip-actions">
      <Watch id={of.operation_id} />
      <button class="text" type="button" aria-pressed={isAsked} onClick={ask}>
        {isAsked ? text.told : text.tell}
      </button>
      <Action kind="text" role="admin" onClick={() => setEnding(true)}>{text.forceEnd}</Action>
      {isEnding ? <ForceEnd of={of} onClose={() => setEnding(false)} /> : null}
    </div>
  );
}

function Watch({ id }: { readonly id: string | null }): JSX.Element | null {
  if (id === null) return null;
  return <a class="text" href={hrefOf("operations", id)}>{stripOwnerTexts().watch}</a>;
}
