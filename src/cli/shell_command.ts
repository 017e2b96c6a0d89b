import type { Operation, wire } from "../client/mod.ts";
import { within } from "../async/within.ts";
import { type Call, callOptions, joinedSession, withService } from "./call.ts";
import { CommandFailure } from "./command_failure.ts";
import type { HeldOptions } from "./common_options.ts";
import { EscapeKeys } from "./escape_keys.ts";
import { exitCodeOf, FAILURE } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { readOperation } from "./read_operation.ts";
import { lineEndsOf, RemoteOutput } from "./remote_output.ts";

/** Time for the remote shell to end after the user has left, in milliseconds. */
const LEAVE_MS = 3_000;
/** Names of terminals that the service accepts. */
const TERM = /^[A-Za-z0-9][A-Za-z0-9+._-]{0,63}$/;
/** Sequence that ends modes of a program that was left: mouse, paste, hidden cursor, SGR. */
const RESET_MODES = "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b[0m";

/** Arguments of `shell`. */
export interface ShellOptions extends HeldOptions {
  /** Name of the server. */
  readonly server: string;
  /** Escape character, or `none`. */
  readonly escape: string;
}

/**
 * Opens a login shell on the terminal, and resolves to its exit code, or to 255 when the user
 * leaves it.
 *
 * @throws {CommandFailure} without a terminal
 * @throws {PinkPageError} another ending
 */
export function shellCommand(io: Io, options: ShellOptions): Promise<number> {
  if (!io.stdin.isTerminal || !io.stdout.isTerminal) {
    throw new CommandFailure("shell needs a terminal: use exec for a command");
  }
  return withService(io, options, async (call) => {
    await joinedSession(io, call);
    const { TERM: term = "" } = io.env;
    const operation = call.client.terminal(options.server, {
      ...callOptions(call, options),
      ...io.size(),
      ...(TERM.test(term) ? { term } : {}),
    });
    return await useTerminal(io, { ...options, ...call, operation });
  });
}

/** Shell on the terminal. */
interface Shell extends Pick<ShellOptions, "escape">, Pick<Call, "notes"> {
  readonly operation: Operation<wire.TerminalComplete>;
}

/** Connects the terminal and the shell until one of them ends. */
async function useTerminal(io: Io, shell: Shell): Promise<number> {
  const { operation, notes } = shell;
  const ended = new AbortController();
  const output = new RemoteOutput(io, { lineEnds: lineEndsOf(io), notes });
  io.stdin.setRaw(true);
  let isComplete = false;
  try {
    using _resized = io.onSignal("SIGWINCH", () => {
      const size = io.size();
      if (size !== undefined) operation.resize(size);
    });
    const reading = readOperation(io, operation, { output, notes });
    reading.catch(() => {}); // It is not waited for when the user leaves.
    const leaving = typeKeys(io, shell, ended.signal);
    const complete = await Promise.race([reading, leaving]);
    if (complete === undefined) {
      await within(LEAVE_MS, operation.cancel());
      return FAILURE;
    }
    isComplete = true;
    return await exitCodeOf(complete);
  } finally {
    ended.abort();
    if (!isComplete) await io.stdout.write(RESET_MODES).catch(() => {});
    io.stdin.setRaw(false);
    if (!isComplete) io.stderr.write("\n");
  }
}

/** Types the keys into the shell. Resolves when the user leaves, or when the input ends. */
async function typeKeys(
  { stdin }: Pick<Io, "stdin">,
  { escape, operation }: Shell,
  signal: AbortSignal,
): Promise<undefined> {
  const keys = new EscapeKeys(escape);
  for await (const input of stdin.read(signal)) {
    const { text, isLeaving } = keys.take(input);
    if (text !== "") operation.write(text);
    if (isLeaving) return;
  }
  // The reader has the ending.
  if (signal.aborted) await new Promise<never>(() => {});
}
