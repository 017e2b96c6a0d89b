import type { Server } from "../domain/server.ts";
import type { Exit, Shell } from "../domain/shell.ts";
import type { ServerEvent } from "../protocol/server_events.ts";

/** Options for {@linkcode onShell}. */
export interface OnShellOptions {
  /**
   * Starts the shell, which is disposed at the end. `onWait` is called when connecting has to wait.
   */
  readonly start: (onWait: () => void) => Promise<Shell>;
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
  await using opened = new AsyncDisposableStack();
  const { promise: waiting, resolve } = Promise.withResolvers<true>();
  const starting = start(() => resolve(true));
  // A client that leaves during the wait leaves a shell that may still start.
  opened.defer(async () => await (await starting.catch(() => undefined))?.[Symbol.asyncDispose]());
  if (await Promise.race([waiting, starting]) === true) {
    yield { type: "status", message: `Waiting for another connection to ${name} to end...` };
  }
  const shell = await starting;
  yield { type: "status", message: `Connected to ${name}` };
  const exit = yield* events(shell);
  signal.throwIfAborted();
  return exit;
}
