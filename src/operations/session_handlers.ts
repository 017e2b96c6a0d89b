import { ownerFor } from "../domain/sees.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/**
 * Starts a session, and stays under way until it is over. The owner is told of a takeover.
 *
 * @throws {AppError} 50004, 50008, 50010; 50002 when the session expired
 */
export async function* startSession(
  { context: { client, service }, signal }: Call<unknown, OperationContext>,
): AsyncIterable<ServerEvent> {
  const session = service.leases.startSession(client, signal);
  yield {
    type: "session_started",
    message: "Session started successfully",
    session_owner: client.id,
  };
  const takeover = await session.over;
  if (takeover === undefined) return;
  yield { type: "session_ended", message: "Session ended by an administrator", ...takeover };
}

/** Ends the session, after its running operation was cancelled. @throws {AppError} 50005, 50006 */
export async function* endSession(
  { context: { client, service } }: Call<unknown, OperationContext>,
): AsyncIterable<ServerEvent> {
  await service.leases.endSession(client);
  yield { type: "session_ended", message: "Session ended successfully" };
}

/** Answers the status of the lock. */
export async function* getLockStatus(
  { context: { client, service } }: Call<unknown, OperationContext>,
): AsyncIterable<ServerEvent> {
  const status = service.leases.lockStatus;
  yield { ...status, owner: ownerFor(client.principal, status.owner) };
}
