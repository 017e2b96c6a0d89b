import { z } from "zod";

/** Schema of the owner of the session or the lock, in events and HTTP answers. */
export const Owner = z.strictObject({
  id: z.uuid().describe("`connection_id` of the client; id of a run."),
  name: z.string().nullable().describe("Name that the client set by `hello`, or null."),
  kind: z.enum(["session", "job", "command", "terminal", "transfer"])
    .describe("`session`, `job` for a run, or the kind of the operation that has the lock."),
  server_name: z.string().nullable().describe("Server of the operation; null for a session."),
  operation_id: z.uuid().nullable()
    .describe("Id of the operation that runs; null for a session that runs none."),
  since: z.iso.datetime(),
  away_until: z.iso.datetime().nullable()
    .describe("End of the time to resume, in UTC; null while the client is connected."),
}).nullable();

/** Owner of the session or the lock; null when there is none. */
export type Owner = z.output<typeof Owner>;
