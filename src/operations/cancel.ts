import { Cancelled } from "../errors.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { StubContext } from "./context.ts";

/** Stops the running operation, whose ending is the answer. @throws {AppError} 50011 */
// deno-lint-ignore require-yield
export async function* cancel({ context }: Call<unknown, StubContext>): AsyncIterable<ServerEvent> {
  context.leases.runningOf(context.client).stop(new Cancelled("Cancelled by the client"));
}
