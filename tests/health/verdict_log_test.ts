import { assertEquals } from "@std/assert";
import { verdictLog } from "../../src/health/verdict_log.ts";
import type { ServerHealthStatus } from "../../src/protocol/server_health.ts";
import { memoryLog } from "../harness/memory_log.ts";

/** Returns the status of the server `a`. */
function statusOf(verdict: Partial<ServerHealthStatus>): ServerHealthStatus {
  return {
    server_name: "a",
    host: "192.0.2.1",
    port: 22,
    is_healthy: false,
    last_checked: "2026-01-01T12:00:00.000Z",
    consecutive_failures: 0,
    consecutive_successes: 0,
    latency_ms: null,
    last_error: null,
    ...verdict,
  };
}

Deno.test("verdictLog: one line for the first verdict on a server and for each change", () => {
  const log = memoryLog();
  const logVerdict = verdictLog(log);
  const well = statusOf({ is_healthy: true, latency_ms: 1.5 });
  const ill = statusOf({ last_error: "refused the connection" });
  const other = statusOf({ server_name: "b", is_healthy: true, latency_ms: 2 });
  for (const status of [statusOf({ last_checked: null }), well, well, ill, ill, other, well]) {
    logVerdict(status);
  }
  assertEquals(log.lines, [
    { line: "info server is healthy", facts: { server: "a", latency_ms: 1.5 } },
    {
      line: "warn server is unhealthy",
      facts: { server: "a", last_error: "refused the connection" },
    },
    { line: "info server is healthy", facts: { server: "b", latency_ms: 2 } },
    { line: "info server is healthy", facts: { server: "a", latency_ms: 1.5 } },
  ]);
});
