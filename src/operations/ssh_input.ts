import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { type StubContext, terminalOf } from "./context.ts";

/** Types into the running operation. @throws {AppError} 50011, 14001, 12000 */
// deno-lint-ignore require-yield
export async function* sshInput(
  { input, context }: Call<{ input: string }, StubContext>,
): AsyncIterable<ServerEvent> {
  terminalOf(context).type(input.input);
}
