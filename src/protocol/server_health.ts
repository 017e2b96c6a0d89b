import { z } from "zod";

/** What is known of a server's health. */
export const ServerHealthStatus = z.strictObject({
  server_name: z.string(),
  host: z.string(),
  port: z.int().min(1).max(65_535),
  is_healthy: z.boolean().describe("false before the first verdict"),
  last_checked: z.iso.datetime().nullable().describe("UTC; null before the first verdict"),
  consecutive_failures: z.int().min(0),
  consecutive_successes: z.int().min(0),
  latency_ms: z.number().min(0).nullable(),
  last_error: z.string().nullable(),
});

/** What is known of a server's health. */
export type ServerHealthStatus = z.output<typeof ServerHealthStatus>;
