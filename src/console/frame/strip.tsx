import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { wire } from "../../client/mod.ts";
import { durationText } from "../format/format.ts";
import { client } from "../link/link.ts";
import { relationOf } from "../link/own.ts";
import { leases, owner, running } from "../link/state.ts";
import { Action } from "../parts/action.tsx";
import { late } from "../parts/late.tsx";
import { Time } from "../parts/time.tsx";
import { isRunning, pageWorkflow } from "../views/workflow/page_workflow.ts";
import { freeNotice } from "./free_notice.ts";
import { now } from "./now.ts";
import { ownerHeadline } from "./owner_headline.ts";
import { hrefOf } from "./route.ts";
import { stripTexts } from "./strip_texts.ts";

const ForceEnd = late(async () => (await import("./force_end.tsx")).ForceEnd);

/** Present owner of the session or the lock. */
type Owner = NonNullable<wire.Owner>;

/** Shows the owner of the session or the lock, on every view. */
export function Strip(): JSX.Element {
  const current = owner.value;
  if (current === null) return <Free />;
  const isOwn = relationOf(current) === "tab";
  return (
    <Frame kind={isOwn ? "own" : "others"}>
      <strong>{ownerHeadline(current)}</strong>
      <span class="meta">
        {stripTexts().since} <Time at={current.since} />
      </span>
      {isOwn ? <OwnStep /> : null}
      <Work of={current} />
      <Leases />
      {current.away_until === null ? null : <Away until={current.away_until} />}
      {isOwn
        ? <OwnActions of={current} />
        : <OthersActions key={`${current.id} ${current.since}`} of={current} />}
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

/** Shows the step of the workflow that runs from this page. */
function OwnStep(): JSX.Element | null {
  const own = pageWorkflow.value;
  if (own === undefined || !isRunning(own)) return null;
  const { state: { current, steps } } = own;
  return (
    <a class="text" href={hrefOf("workflow", own.id)}>
      {stripTexts().step(current + 1, steps.length)} · {steps[current]?.name}
    </a>
  );
}

/** Lists the sessions on some servers, and how many clients wait for each. */
function Leases(): JSX.Element | null {
  const text = stripTexts();
  const listed = leases.value.filter(({ servers, waiting }) => waiting > 0 || servers[0] !== "*");
  if (listed.length === 0) return null;
  return (
    <span class="meta">
      {listed.map(({ owner, servers, waiting }) => {
        const where = servers[0] === "*" ? text.allServers : servers.join(", ");
        const queue = waiting > 0 ? ` · ${text.waiting(waiting)}` : "";
        return `${where}: ${owner.name ?? text.unnamed}${queue}`;
      }).join(" | ")}
    </span>
  );
}

/** Shows what runs for the owner. Without the right to see it, its kind and its server. */
function Work({ of }: { readonly of: Owner }): JSX.Element {
  const text = stripTexts();
  const { kind, operation_id: id, server_name: server } = of;
  const operation = running.value.find(({ operation_id }) => operation_id === id);
  const what = operation?.command ?? operation?.transfer_name ?? null;
  const where = operation?.server_name ?? server;
  if (what === null && where === null && (kind === "session" || kind === "job")) {
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
  const text = stripTexts();
  const leftMs = Date.parse(until) - now.value;
  return (
    <span>
      <i class="warn" aria-hidden="true">◐</i> {text.away} <Time at={until} />
      {leftMs > 0 ? ` · ${text.left(durationText(leftMs))}` : null}
    </span>
  );
}

function OwnActions({ of }: { readonly of: Owner }): JSX.Element {
  const text = stripTexts();
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
  const text = stripTexts();
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
      {isEnding ? <ForceEnd onClose={() => setEnding(false)} /> : null}
    </div>
  );
}

function Watch({ id }: { readonly id: string | null }): JSX.Element | null {
  if (id === null) return null;
  return <a class="text" href={hrefOf("operations", id)}>{stripTexts().watch}</a>;
}
