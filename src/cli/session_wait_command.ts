import type { Session } from "../client/mod.ts";
import { type Call, callOptions, withService } from "./call.ts";
import { CommandFailure } from "./command_failure.ts";
import type { HeldOptions } from "./common_options.ts";
import { FAILURE } from "./exit_codes.ts";
import type { Io, LocalCommand } from "./io.ts";
import { reportError } from "./report_error.ts";

/** Exit code for a command that is not there, as shells have it. */
const NO_COMMAND = 127;

/** Arguments of `session wait`. */
export interface SessionWaitOptions extends HeldOptions {
  /** Names of the servers. None: all. */
  readonly servers: readonly string[];
  /** Words of a command of this machine. None: the session is kept until it is interrupted. */
  readonly local: readonly string[];
  /** Reason that all clients are told. */
  readonly reason?: string;
}

/**
 * Waits for exclusive use of servers, and keeps it while a local command runs, or until standard
 * input ends. Resolves to the exit code of the command, or to 0.
 *
 * @throws {PinkPageError} when the session was refused, or ended without a command
 * @throws {CommandFailure} when there is no such command
 */
export function sessionWaitCommand(io: Io, options: SessionWaitOptions): Promise<number> {
  const { servers, local, reason, wait = true } = options;
  return withService(io, options, async (call) => {
    const session = await call.client.session({
      ...callOptions(call, { ...options, wait }),
      ...(servers.length === 0 ? {} : { servers }),
      ...(reason === undefined ? {} : { reason }),
    });
    try {
      call.notes.note(`Exclusive use of ${servers.join(", ") || "all servers"}`);
      if (local.length > 0) return await runLocal(io, options, session);
      await hold(io, session, call);
      return 0;
    } finally {
      await session.end();
    }
  });
}

/** Resolves when standard input ends. @throws {PinkPageError} when the session ends before */
async function hold(io: Io, session: Session, { signal }: Call): Promise<void> {
  const over = new AbortController();
  const ended = session.ended.then((error) => {
    over.abort();
    if (error !== undefined) throw error;
  });
  const read = async () => {
    for await (const _ of io.stdin.read(AbortSignal.any([signal, over.signal])));
  };
  await Promise.race([ended, read()]);
  if (over.signal.aborted) await ended;
}

/**
 * Runs a command of this machine in the session. A session that ends before is told at once; the
 * command goes on, and 0 becomes 255.
 *
 * @throws {CommandFailure} when there is no such command
 */
async function runLocal(
  io: Io,
  { local, url }: SessionWaitOptions,
  session: Session,
): Promise<number> {
  const command = start(io, local, {
    PINK_PAGE_SESSION: session.token ?? "",
    ...(url === undefined ? {} : { PINK_PAGE_URL: url }),
  });
  let isLost = false;
  void session.ended.then(async (error) => {
    if (error === undefined) return;
    isLost = true;
    await reportError(io, error);
  });
  // A terminal sends Ctrl-C to the command by itself.
  const names = ["SIGTERM", "SIGHUP", ...io.stdin.isTerminal ? [] : ["SIGINT" as const]] as const;
  using listeners = new DisposableStack();
  for (const name of names) listeners.use(io.onSignal(name, () => command.kill(name)));
  const code = await command.exitCode;
  return isLost ? code || FAILURE : code;
}

/** Starts a command of this machine. @throws {CommandFailure} when it cannot be run */
function start(
  io: Io,
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): LocalCommand {
  try {
    return io.spawn(words, variables);
  } catch (error) {
    const exitCode = NO_COMMAND;
    throw new CommandFailure(`${words[0]} cannot be run: ${(error as Error).message}`, {
      exitCode,
    });
  }
}
