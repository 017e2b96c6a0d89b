import type { Log } from "../log.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";

/**
 * Returns a function that logs the verdict on a server when it is the first one since the start, or
 * differs from the one before. A status without a verdict is ignored.
 */
export function verdictLog(log: Log): (status: ServerHealthStatus) => void {
  const logged = new Map<string, boolean>();
  return (status) => {
    const { server_name: server, is_healthy: isHealthy, last_checked: lastChecked } = status;
    if (lastChecked === null || logged.get(server) === isHealthy) return;
    logged.set(server, isHealthy);
    if (isHealthy) log.info("server is healthy", { server, latency_ms: status.latency_ms });
    else log.warn("server is unhealthy", { server, last_error: status.last_error });
  };
}
