import type { TerminalSize } from "../domain/shell.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { type StubContext, terminalOf } from "./context.ts";

/** Sets the window size of the running operation. @throws {AppError} 50011 */
// deno-lint-ignore require-yield
export async function* resize(
  { input, context }: Call<TerminalSize, StubContext>,
): AsyncIterable<ServerEvent> {
  terminalOf(context).resize(input);
}
