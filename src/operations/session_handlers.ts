import { orAborted } from "../async/or_aborted.ts";
import type { LeaseEnd } from "../domain/history.ts";
import { ownerFor } from "../domain/sees.ts";
import type { EndSessionData, JoinSessionData } from "../protocol/session_messages.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/** Texts for the members of a session, by the reason of its end. */
const SESSION_ENDS: Readonly<Record<LeaseEnd, EventOf<"session_ended">["message"]>> = {
  released: "Session ended by its owner",
  expired: "Session expired",
  disconnected: "Session ended with its owner's connection",
  taken_over: "Session ended by an administrator",
};

/**
 * Makes the client a member of the session, and stays under way until the client leaves or the
 * session is over.
 *
 * @throws {AppError} 50004, 50005, 50007, 50010
 */
export async function* joinSession(
  { input, context: { client, service }, signal }: Call<JoinSessionData, OperationContext>,
): AsyncIterable<ServerEvent> {
  using membership = service.leases.joinSession(client, input.session_token);
  const { owner, over } = membership;
  service.audit.record({
    action: "session_join",
    name: client.principal.name,
    address: client.address,
    clientId: client.id,
    subject: owner.principal.name,
    outcome: owner.id,
  });
  yield {
    type: "session_joined",
    message: "Session joined successfully",
    session_owner: owner.id,
  };
  const end = await orAborted(signal, over).catch(() => undefined);
  // A client that left by itself, or is gone, is not told.
  if (end === undefined || signal.aborted) return;
  yield { type: "session_ended", message: SESSION_ENDS[end.endedBy], ...end.takeover };
}

/**
 * Ends the session of its owner, or leaves that of another client. The operations that have to end
 * are cancelled before that.
 *
 * @throws {AppError} 50005, 50006
 */
export async function* endSession(
  { input: { lease_id }, context: { client, service } }: Call<EndSessionData, OperationContext>,
): AsyncIterable<ServerEvent> {
  const hasEnded = await service.leases.endSession(client, lease_id);
  const message = hasEnded ? "Session ended successfully" : "Session left successfully";
  yield { type: "session_ended", message };
}

/** Answers the status of the lock. */
export async function* getLockStatus(
  { context: { client, service } }: Call<unknown, OperationContext>,
): AsyncIterable<ServerEvent> {
  const status = service.leases.lockStatus;
  yield { ...status, owner: ownerFor(client.principal, status.owner) };
}
