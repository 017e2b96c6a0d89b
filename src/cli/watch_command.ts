import type { Client } from "../client/mod.ts";
import { withService } from "./call.ts";
import { CommandFailure } from "./command_failure.ts";
import type { CommonOptions } from "./common_options.ts";
import { BAD_ANSWER } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { readOperation } from "./read_operation.ts";
import { lineEndsOf, RemoteOutput } from "./remote_output.ts";

/** Arguments of `watch`. */
export interface WatchOptions extends CommonOptions {
  /** Id of the operation. Default: the one that runs. */
  readonly id?: string;
}

/**
 * Prints the output of an operation of any client until it ends. Resolves to 0, or to 1 when it did
 * not complete.
 *
 * @throws {CommandFailure} with exit code 1 when nothing runs
 * @throws {PinkPageError} when the service does not know the operation
 */
export function watchCommand(io: Io, { id, ...options }: WatchOptions): Promise<number> {
  return withService(io, options, async (call) => {
    const { client, notes, signal } = call;
    const operation = client.watch(id ?? await newestOf(client), { signal });
    const output = new RemoteOutput(io, { lineEnds: lineEndsOf(io), notes });
    const { ending, exit_code } = await readOperation(io, operation, {
      ...options,
      notes,
      output,
    });
    notes.note(`${ending}${exit_code === null ? "" : `, exit code ${exit_code}`}`);
    return ending === "complete" ? 0 : BAD_ANSWER;
  });
}

/** Returns the id of the operation that runs, the newest of several. */
async function newestOf(client: Client): Promise<string> {
  const { items: [operation] } = await client.get("/api/v1/operations", { running: true });
  if (operation !== undefined) return operation.operation_id;
  const exitCode = BAD_ANSWER;
  throw new CommandFailure("Nothing runs now: history lists what ran", { exitCode });
}
