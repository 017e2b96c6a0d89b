import type { Principal } from "../domain/principal.ts";
import { leasesFor } from "../domain/sees.ts";
import type { ServerSet } from "../domain/server_set.ts";
import type { QueuePlace } from "../domain/run_leases.ts";
import { serverNames } from "../leases/claim.ts";
import type { Session } from "../leases/session.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { StartSessionData } from "../protocol/session_messages.ts";
import type { Call } from "../router/route.ts";
import { type OperationContext, serverNamed } from "./service.ts";

/**
 * Starts a session, after a wait in the queue if need be, and stays under way until it is over. The
 * owner is told of its place, of questions and of a takeover.
 *
 * @throws {AppError} 11001, 23002, 50004, 50008, 50010, 41000; 50013 when it was not granted in
 * time; 50014 when an administrator ended the wait; 50002 when the session expired
 */
export async function* startSession(
  { input, context, signal }: Call<StartSessionData, OperationContext>,
): AsyncIterable<ServerEvent> {
  const { client, service } = context;
  const session = service.leases.startSession(client, {
    signal,
    servers: serverSet(input.servers, context),
    waitSeconds: input.wait_seconds,
    reason: input.reason ?? null,
  });
  if (session.isWaiting) {
    for await (const place of session.places()) yield queued(place, { session, client });
    await session.granted;
  }
  yield {
    type: "session_started",
    message: "Session started successfully",
    session_owner: client.id,
    session_token: session.token,
    lease_id: session.id,
    fence: session.fence ?? 0,
    servers: serverNames(session.options.servers),
  };
  const over = session.over.then((takeover) => ({ takeover }));
  for (;;) {
    const { changed } = session;
    for (const question of session.takeQuestions()) yield { type: "session_asked", ...question };
    const end = await Promise.race([over, changed]);
    if (end === undefined) continue;
    if (end.takeover === undefined) return;
    const message = "Session ended by an administrator";
    return yield { type: "session_ended", message, ...end.takeover };
  }
}

/** Returns the set of the servers with the given names. @throws {AppError} 11001, 23002 */
function serverSet(names: readonly string[] = ["*"], context: OperationContext): ServerSet {
  if (names.includes("*")) return "*";
  return [...new Set(names.map((name) => serverNamed(name, context).name))];
}

/** Returns a place in the queue as the client may see it. */
function queued(
  { position, blocked_by }: QueuePlace,
  { session, client }: { session: Session; client: { readonly principal: Principal } },
): EventOf<"session_queued"> {
  const visible = leasesFor(client.principal, blocked_by);
  return { type: "session_queued", lease_id: session.id, position, blocked_by: visible };
}
