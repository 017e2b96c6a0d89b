import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { StubContext } from "./context.ts";

/** Answers who holds the lock. */
export async function* getLockStatus(
  { context }: Call<unknown, StubContext>,
): AsyncIterable<ServerEvent> {
  yield context.leases.lockStatus;
}
