import type { JSX } from "preact";
import type { wire } from "../../../client/mod.ts";
import { ownerHeadline } from "../../frame/owner_headline.ts";
import { hrefOf } from "../../frame/route.ts";
import { Time } from "../../parts/time.tsx";
import { leaseOwnerTexts } from "./lease_owner_texts.ts";
import { ServerSet } from "./server_set.tsx";

/** Session, run or earlier ask that has servers, or waits for them. */
export interface LeaseOwnerProps {
  /** Owner, and its servers. */
  readonly lease: Pick<wire.ActiveLease, "owner" | "servers"> & { readonly reason?: string | null };
}

/** Shows the sessions, runs and asks that are in the way of an ask. */
export function Blockers(
  { leases }: { readonly leases: wire.RunPlan["blocked_by"] },
): JSX.Element {
  return (
    <ul class="rows">
      {leases.map((lease) => (
        <li key={`${lease.lease_id} ${lease.owner.id}`}>
          <LeaseOwner lease={lease} />
        </li>
      ))}
    </ul>
  );
}

/** Shows who has servers, which, since when and why. The name of a run leads to it. */
export function LeaseOwner({ lease: { owner, servers, reason } }: LeaseOwnerProps): JSX.Element {
  const text = leaseOwnerTexts();
  return (
    <span>
      {owner.kind === "job"
        ? (
          <a href={hrefOf("runs", owner.id)}>
            {owner.name === null ? text.run : text.runBy(owner.name)}
          </a>
        )
        : <span>{ownerHeadline(owner)}</span>} · <ServerSet names={servers} />{" "}
      <span class="meta">
        {text.since} <Time at={owner.since} />
        {reason ? ` · ${reason}` : null}
      </span>
    </span>
  );
}
