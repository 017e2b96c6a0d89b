import { seesLease } from "../domain/sees.ts";
import { AppError } from "../errors.ts";
import type { AskSessionData } from "../protocol/session_messages.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/**
 * Asks the owner of a session to end it.
 *
 * @throws {AppError} 50005 when the client sees no such session; 50006 when a run holds the servers
 */
export function askSession(
  { input: { lease_id, message }, context: { client, service } }: Call<
    AskSessionData,
    OperationContext
  >,
): void {
  const { leases } = service.leases.sessionStatus;
  const lease = leases.find((one) => one.lease_id === lease_id);
  if (lease === undefined || !seesLease(client.principal, lease)) {
    throw new AppError("NO_ACTIVE_SESSION", `No session has the number ${lease_id}`);
  }
  const { id, name } = client;
  service.leases.ask(lease_id, { lease_id, by: { id, name }, message: message ?? null });
  service.audit.record({
    action: "session_ask",
    name: client.principal.name,
    address: client.address,
    clientId: id,
    subject: lease.owner.name,
    outcome: lease.owner.id,
    detail: message ?? null,
  });
}
