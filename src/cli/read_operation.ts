import { type Operation, PinkPageError, type wire } from "../client/mod.ts";
import type { Io } from "./io.ts";
import type { Notes } from "./notes.ts";
import { progressOf } from "./progress.ts";
import type { RemoteOutput } from "./remote_output.ts";

/** Options for {@linkcode readOperation}. */
export interface ReadOptions {
  /** Whether standard output gets the events as JSON. */
  readonly json?: boolean | undefined;
  /** Destination of the output. */
  readonly output: RemoteOutput;
  /** Destination of states and progress. */
  readonly notes: Notes;
}

/**
 * Prints an operation until it ends: its output, or with `json` its events. Resolves with its good
 * ending.
 *
 * @throws {PinkPageError} another ending
 */
export async function readOperation<Complete>(
  io: Pick<Io, "stdout">,
  operation: Operation<Complete>,
  { json = false, output, notes }: ReadOptions,
): Promise<Complete> {
  try {
    for await (const event of operation) {
      if (json) await printJson(io, event);
      else await showEvent(event, { output, notes });
    }
    const complete = await operation.done();
    if (json) await printJson(io, complete);
    return complete;
  } catch (error) {
    if (json && error instanceof PinkPageError) await printJson(io, eventOf(error));
    throw error;
  } finally {
    notes.clear();
    await output.end();
  }
}

/** Prints a value as a line of JSON. */
export async function printJson({ stdout }: Pick<Io, "stdout">, value: unknown): Promise<void> {
  await stdout.write(`${JSON.stringify(value)}\n`);
}

async function showEvent(
  event: wire.OperationEvent,
  { output, notes }: Pick<ReadOptions, "output" | "notes">,
): Promise<void> {
  if (event.type === "output") return await output.write(event.data);
  if (event.type === "gap") notes.note(`${event.bytes} bytes are left out here`);
  if (event.type === "status") notes.progress(event.message);
  if (event.type === "transfer_progress") notes.progress(progressOf(event));
}

/** Returns the event that an error was. */
export function eventOf(error: PinkPageError): Partial<wire.ErrorEvent> | wire.CancelledEvent {
  const { reason, code, detail, exitCode } = error;
  const message = textOf(error);
  if (code === null || reason === "cancelled") return { type: "cancelled", message };
  return { type: "error", message, detail, error_code: code, exit_code: exitCode };
}

/** Returns the text of an error without its code and its detail. */
function textOf({ message, code, detail }: PinkPageError): string {
  const start = code === null ? 0 : `${code} `.length;
  return message.slice(start, detail ? -`: ${detail}`.length : undefined);
}
