import type { Server } from "../domain/server.ts";
import type { Exit, Shell } from "../domain/shell.ts";
import type { ServerEvent } from "../protocol/server_events.ts";

/** Options for {@linkcode onShell}. */
export interface OnShellOptions {
  /** Starts the shell, which is disposed at the end. */
  readonly start: () => Promise<Shell>;
  /** Yields the events of the running shell, and returns its exit. */
  readonly events: (shell: Shell) => AsyncGenerator<ServerEvent, Exit>;
  /** Aborts when the operation is stopped. */
  readonly signal: AbortSignal;
}

/**
 * Yields the events of a shell on `server`, from connecting to its exit. The shell is closed then.
 *
 * @throws {AppError} 20005 when the connection was lost, the errors of connecting, or the reason of
 * `signal`
 */
export async function* onShell(
  { name }: Server,
  { start, events, signal }: OnShellOptions,
): AsyncGenerator<ServerEvent, Exit> {
  yield { type: "status", message: `Connecting to ${name}...` };
  await using shell = await start();
  yield { type: "status", message: `Connected to ${name}` };
  const exit = yield* events(shell);
  signal.throwIfAborted();
  return exit;
}
