import type { Operation } from "../client/mod.ts";
import { callOptions, joinedSession, withService } from "./call.ts";
import type { HeldOptions } from "./common_options.ts";
import { exitCodeOf } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { readOperation } from "./read_operation.ts";
import { lineEndsOf, RemoteOutput } from "./remote_output.ts";

/** Ctrl-D: the end of the input of a terminal in line mode. */
const END = "\x04";

/** Arguments of `exec`. */
export interface ExecOptions extends HeldOptions {
  /** Name of the server. */
  readonly server: string;
  /** Words of the command line. */
  readonly words: readonly string[];
  /** Text in the output that ends the command. */
  readonly phrase?: string;
  /** Maximum duration, in seconds. */
  readonly timeout?: number;
  /** Maximum time without output, in seconds. */
  readonly idle?: number;
  /** Whether the command gets standard input. */
  readonly input?: boolean;
  /** Whether the output stays as the terminal sent it. */
  readonly raw?: boolean;
}

/** Runs a command, and resolves to its exit code. @throws {PinkPageError} another ending */
export function execCommand(io: Io, options: ExecOptions): Promise<number> {
  const { server, words, phrase, timeout, idle, raw = false, input = false } = options;
  return withService(io, options, async (call) => {
    await joinedSession(io, call);
    const operation = call.client.command(server, words.join(" "), {
      ...callOptions(call, options),
      ...(phrase === undefined ? {} : { stop_phrase: phrase }),
      ...(timeout === undefined ? {} : { timeout_seconds: timeout }),
      ...(idle === undefined ? {} : { idle_timeout_seconds: idle }),
      ...(io.stdout.isTerminal ? io.size() : {}),
      raw,
    });
    const ended = new AbortController();
    const lineEnds = raw ? "none" : lineEndsOf(io);
    const output = new RemoteOutput(io, { lineEnds, notes: call.notes });
    const typing = input ? typeInput(io, operation, ended.signal) : undefined;
    try {
      return await exitCodeOf(await readOperation(io, operation, { ...call, ...options, output }));
    } finally {
      ended.abort();
      await typing;
    }
  });
}

/** Types standard input into a command, and its end as Ctrl-D, twice within a line. */
async function typeInput(
  { stdin }: Pick<Io, "stdin">,
  operation: Operation<unknown>,
  signal: AbortSignal,
): Promise<void> {
  let last = "\n";
  for await (const text of stdin.read(signal)) {
    operation.write(text);
    last = text.slice(-1);
  }
  if (!signal.aborted) operation.write(last === "\n" ? END : END + END);
}
