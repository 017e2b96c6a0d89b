import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { StubContext } from "./context.ts";

/** Gives the session back, after its running operation was cancelled. @throws {AppError} 50005, 50006 */
export async function* endSession(
  { context }: Call<unknown, StubContext>,
): AsyncIterable<ServerEvent> {
  await context.leases.endSession(context.client);
  yield { type: "session_ended", message: "Session ended successfully" };
}
