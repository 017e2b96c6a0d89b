import type { EventOf } from "../protocol/server_events.ts";
import type { StubContext } from "./context.ts";

/** The first event of a connection: who it is, and how things stand. */
export function welcome({ client, line, leases, health }: StubContext): EventOf<"welcome"> {
  const { locked, lock_owner } = leases.lockStatus;
  const { session_active: active, session_owner: owner } = leases.sessionStatus;
  return {
    type: "welcome",
    connection_id: client.connectionId,
    lock_status: { locked, lock_owner },
    session_status: { active, owner },
    owner: leases.owner,
    server_health: health.statuses(),
    protocol_version: 1,
    resume_token: line.token,
  };
}
