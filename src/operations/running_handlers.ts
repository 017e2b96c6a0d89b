import type { TerminalSize } from "../domain/shell.ts";
import { permitInput } from "../domain/rights.ts";
import { Cancelled } from "../errors.ts";
import type { Call } from "../router/route.ts";
import { type OperationContext, runningOf, terminalOf } from "./service.ts";

/** Stops the running operation; its ending is the answer. @throws {AppError} 50011 */
export function cancel({ context }: Call<unknown, OperationContext>): void {
  runningOf(context).stop(new Cancelled("Cancelled by the client"));
}

/**
 * Writes to the input of the running command or terminal.
 *
 * @throws {AppError} 50011, 14001, 12000; 11001 when the token is for some commands only
 */
export function sshInput({ input, context }: Call<{ input: string }, OperationContext>): void {
  permitInput(context.client.principal);
  terminalOf(context).write(input.input);
}

/** Sets the window size of the running command or terminal. @throws {AppError} 50011 */
export function resize({ input, context }: Call<TerminalSize, OperationContext>): void {
  terminalOf(context).resize(input);
}
