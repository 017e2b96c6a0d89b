import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { StubContext } from "./context.ts";

/** Takes the session, and stays with it to its end. @throws {AppError} 50004, 50008, 50010; 50002 when it expired */
export async function* startSession(
  { context, signal }: Call<unknown, StubContext>,
): AsyncIterable<ServerEvent> {
  const session = context.leases.startSession(context.client, signal);
  yield {
    type: "session_started",
    message: "Session started successfully",
    session_owner: context.client.connectionId,
  };
  await session.over;
}
