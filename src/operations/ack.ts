import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { StubContext } from "./context.ts";

/** Notes what has arrived: there is room for more, and that much less to keep. What it tells of nothing, it tells in vain. */
// deno-lint-ignore require-yield
export async function* ack(
  { input: { seq }, context: { line, leases, client } }: Call<{ seq: number }, StubContext>,
): AsyncIterable<ServerEvent> {
  line.acknowledge(seq);
  leases.operationOf(client.connectionId)?.acknowledge(seq);
}
