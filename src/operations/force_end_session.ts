import type { ForceEndData } from "../protocol/session_messages.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/**
 * Ends a session of its owner, an ask that waits, or the operation that has the lock.
 *
 * @throws {AppError} 50005 when there is none
 */
export function forceEndSession(
  { input: { reason, lease_id }, context: { client, service } }: Call<
    ForceEndData,
    OperationContext
  >,
): void {
  const { name } = client.principal;
  const owner = service.leases.takeOver({ reason, by: name }, lease_id);
  service.audit.record({
    action: "force_end_session",
    name,
    address: client.address,
    clientId: client.id,
    subject: owner.name,
    outcome: owner.id,
    detail: reason,
  });
}
