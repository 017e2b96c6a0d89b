import { callOptions, joinedSession, withService } from "./call.ts";
import type { HeldOptions } from "./common_options.ts";
import type { Io } from "./io.ts";
import { sizeOf } from "./progress.ts";
import { readOperation } from "./read_operation.ts";
import { lineEndsOf, RemoteOutput } from "./remote_output.ts";

/** Arguments of `transfer`. */
export interface TransferOptions extends HeldOptions {
  /** Name of the transfer. */
  readonly name?: string;
}

/** Runs a transfer in a session of its own. Resolves to 0. @throws {PinkPageError} otherwise */
export function transferCommand(io: Io, { name, ...options }: TransferOptions): Promise<number> {
  return withService(io, options, async (call) => {
    const { client, notes, signal } = call;
    await using _session = await joinedSession(io, call) ??
      await client.session(callOptions(call, options));
    const operation = client.transfer(name, { signal });
    const output = new RemoteOutput(io, { lineEnds: lineEndsOf(io), notes });
    const reading = readOperation(io, operation, { ...call, ...options, output });
    const { files, bytes, duration_ms } = await reading.finally(() => output.startLine());
    notes.note(`${files} files, ${sizeOf(bytes)} in ${(duration_ms / 1_000).toFixed(1)} s`);
    return 0;
  });
}
