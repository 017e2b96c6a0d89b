import { z } from "zod";

/** Owner of the session or the lock, as clients and HTTP are told. */
export const Owner = z.strictObject({
  id: z.uuid().describe("connection_id of the client"),
  name: z.string().nullable().describe("as the client said it in `hello`; null until then"),
  kind: z.enum(["session", "command", "terminal", "transfer"])
    .describe("`session`, or the operation that holds the lock"),
  server_name: z.string().nullable().describe("server of the operation; null for a session"),
  since: z.iso.datetime(),
  away_until: z.iso.datetime().nullable()
    .describe("UTC; end of the time in which the client may resume, null while it is connected"),
}).nullable();

/** Owner of the session or the lock; null when there is none. */
export type Owner = z.output<typeof Owner>;
