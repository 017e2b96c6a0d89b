import type { HelloData } from "../protocol/client_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { StubContext } from "./context.ts";

/** Sets the name of the client. Everyone is told if it owns the session or the lock. */
export async function* hello(
  { input: { name }, context: { client, leases } }: Call<HelloData, StubContext>,
): AsyncIterable<ServerEvent> {
  leases.update(client, { name });
  yield { type: "hello", name, connection_id: client.connectionId };
}
