import type { ServerConfig } from "../config.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { StubContext } from "./context.ts";

type HealthStatus = EventOf<"welcome">["server_health"][string];

/** The first event of a connection: who it is, and how things stand. */
export function welcome({ connectionId, leases, servers }: StubContext): EventOf<"welcome"> {
  const { locked, lock_owner } = leases.lockStatus;
  return {
    type: "welcome",
    connection_id: connectionId,
    lock_status: { locked, lock_owner },
    session_status: { active: false, owner: null },
    server_health: Object.fromEntries(servers.map((server) => [server.name, unchecked(server)])),
    protocol_version: 1,
  };
}

/** A server before its first verdict. */
export function unchecked({ name, host, port }: ServerConfig): HealthStatus {
  return {
    server_name: name,
    host,
    port,
    is_healthy: false,
    last_checked: null,
    consecutive_failures: 0,
    consecutive_successes: 0,
    latency_ms: null,
    last_error: null,
  };
}
