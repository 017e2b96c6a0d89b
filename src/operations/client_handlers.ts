import type { Health } from "../domain/health.ts";
import type { Principal } from "../domain/principal.ts";
import { leasesFor, ownerFor, seesServer } from "../domain/sees.ts";
import { AppError } from "../errors.ts";
import type { HelloData, ResumeData } from "../protocol/session_messages.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/** Creates the first event of a client: its id, and the state of the service. */
export function welcome({ client, service }: OperationContext): EventOf<"welcome"> {
  const { leases, health } = service;
  const { principal } = client;
  const { locked, lock_owner } = leases.lockStatus;
  const { session_active: active, session_owner: owner, leases: all } = leases.sessionStatus;
  return {
    type: "welcome",
    connection_id: client.id,
    lock_status: { locked, lock_owner },
    session_status: { active, owner, leases: leasesFor(principal, all) },
    owner: ownerFor(principal, leases.owner),
    server_health: healthFor(principal, health.statuses()),
    user: { name: principal.name, role: principal.role },
    protocol_version: 1,
    resume_token: client.resumeToken,
    service: service.about,
  };
}

/** Returns the health of the servers that a principal sees. */
function healthFor(
  principal: Principal,
  statuses: ReturnType<Health["statuses"]>,
): ReturnType<Health["statuses"]> {
  const entries = Object.entries(statuses);
  return Object.fromEntries(entries.filter(([name]) => seesServer(principal, name)));
}

/**
 * Sets the name of the client and the topics that it follows. Everyone is told of a new name if it
 * owns the session or the lock. A client with a token keeps the name of the token.
 */
export async function* hello(
  { input, context: { client, service } }: Call<HelloData, OperationContext>,
): AsyncIterable<ServerEvent> {
  const name = client.principal.name ?? input.name ?? client.name;
  service.leases.update(client, { name });
  client.follows = input.follow;
  const followsOperations = input.follow.includes("operations");
  yield {
    type: "hello",
    name,
    connection_id: client.id,
    // Read when the answer is sent, so that it has what broadcasts before it have told.
    get running() {
      return followsOperations ? service.operations.visibleTo(client.principal) : null;
    },
  };
}

/** Frees kept output up to `seq`, and makes room in the window of a running operation. */
export function ack(
  { input: { seq }, context: { client, service } }: Call<{ seq: number }, OperationContext>,
): void {
  client.acknowledge(seq);
  service.leases.operations.of(client.id)?.acknowledge(seq);
}

/**
 * Moves the client with the token to the socket of this one, which is gone then if it is another.
 *
 * @throws {AppError} 50007; 50010 when it is another, and runs an operation or is in the session
 */
export async function* resume(
  { input, context: { client, service: { leases } } }: Call<ResumeData, OperationContext>,
): AsyncIterable<ServerEvent> {
  if (input.token !== client.resumeToken && leases.hasLease(client)) {
    const detail = "This connection runs an operation or is in the session; resume on a new one";
    throw new AppError("TASK_ALREADY_RUNNING", detail);
  }
  const { id, seq, operation, replay } = client.resume(input);
  // Acknowledgements can be lost too: received output makes room in the window.
  leases.operations.of(id)?.acknowledge(seq);
  try {
    yield {
      type: "resumed",
      connection_id: id,
      seq,
      resume_token: input.token,
      operation,
      session_token: leases.sessionTokenOf({ id }),
    };
  } finally {
    replay();
  }
}
