import { z } from "zod";

/** Schema of the health of a server. */
export const ServerHealthStatus = z.strictObject({
  server_name: z.string(),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  is_healthy: z.boolean().describe("Verdict; false before the first one."),
  last_checked: z.iso.datetime().nullable().describe(
    "Time of the last probe, in UTC; null before the first verdict.",
  ),
  consecutive_failures: z.int().min(0),
  consecutive_successes: z.int().min(0),
  latency_ms: z.number().min(0).nullable(),
  last_error: z.string().nullable(),
});

/** Health of a server. */
export type ServerHealthStatus = z.output<typeof ServerHealthStatus>;
