import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { wire } from "../../client/mod.ts";
import { countText } from "../format/format.ts";
import { relationOf } from "../link/own.ts";
import { leases, question } from "../link/state.ts";
import { Action } from "../parts/action.tsx";
import { LeaseOwner, type LeaseOwnerProps } from "../views/runs/lease_owner.tsx";
import { ServerSet } from "../views/runs/server_set.tsx";
import { AskOwner } from "./ask_owner.tsx";
import { ForceEnd } from "./force_end.tsx";
import { Question } from "./question.tsx";
import { hrefOf } from "./route.ts";
import { RunQueue } from "./run_queue.tsx";
import { sessionTexts } from "./session_texts.ts";
import { stripOwnerTexts } from "./strip_owner_texts.ts";

/** Properties of {@linkcode SessionList}. */
export interface SessionListProps {
  /** Id of the owner that the strip names already. */
  readonly headline: string;
}

/** Shows all sessions and runs that have servers, the queue, and a question to this page. */
export function SessionList({ headline }: SessionListProps): JSX.Element | null {
  const all = leases.value;
  const [asked, setAsked] = useState<number>();
  const [ending, setEnding] = useState<wire.ActiveLease["owner"]>();
  const isAlone = all.length === 1 && all.every((lease) => isOwn(lease) && lease.waiting === 0);
  if (isAlone && question.value === undefined) return null;
  return (
    <div class="strip-sessions">
      <Question />
      <ul aria-label={sessionTexts().heading}>
        {all.map((lease) => (
          <li key={lease.lease_id}>
            {lease.owner.id === headline ? <Facts lease={lease} /> : <LeaseOwner lease={lease} />}
            <Waiting lease={lease} />
            {isOwn(lease) || lease.owner.kind === "job"
              ? null
              : (
                <Action kind="text" onClick={() => setAsked(lease.lease_id)}>
                  {sessionTexts().ask}
                </Action>
              )}
            {isOwn(lease) || lease.owner.id === headline
              ? null
              : (
                <Action kind="text" role="admin" onClick={() => setEnding(lease.owner)}>
                  {stripOwnerTexts().forceEnd}
                </Action>
              )}
          </li>
        ))}
      </ul>
      {all.some(({ waiting }) => waiting > 0) ? <RunQueue /> : null}
      {asked === undefined
        ? null
        : <AskOwner leaseId={asked} onClose={() => setAsked(undefined)} />}
      {ending === undefined ? null : <ForceEnd of={ending} onClose={() => setEnding(undefined)} />}
    </div>
  );
}

/** Shows the servers of a session whose owner is named already, and its reason. */
function Facts({ lease: { owner, servers, reason } }: LeaseOwnerProps): JSX.Element {
  return (
    <span>
      <ServerSet names={servers} /> {reason ? <span class="meta">{reason}</span> : null}{" "}
      {owner.kind === "job"
        ? <a class="text" href={hrefOf("runs", owner.id)}>{sessionTexts().run}</a>
        : null}
    </span>
  );
}

/** Shows how many asks wait for a session's servers. */
function Waiting({ lease: { waiting } }: { readonly lease: wire.ActiveLease }): JSX.Element | null {
  if (waiting === 0) return null;
  return <span class="meta">{sessionTexts().waiting(countText(waiting))}</span>;
}

function isOwn({ owner }: wire.ActiveLease): boolean {
  return relationOf(owner) === "tab";
}
