import type { Buffer } from "node:buffer";
import { orAborted } from "../async/or_aborted.ts";
import { type Exit, UNKNOWN_EXIT } from "../domain/shell.ts";
import type { ClientChannel, PseudoTtyOptions } from "../ssh2/ssh2.ts";

/** Command or login shell that was started on a server. */
export interface RemoteCommand {
  /** Channel of its input and output. */
  readonly channel: ClientChannel;
  /** End of the command. Rejects with 20005 when the connection is lost before that. */
  readonly exit: Promise<Exit>;
}

/** Options for starting a command. */
export interface ExecOptions {
  /** Terminal to run the command on. Default: none. */
  readonly pty?: PseudoTtyOptions;
  /** Signal that ends the wait for the command's start. Default: none. */
  readonly signal?: AbortSignal;
}

/** Connection on which commands can be started. */
export interface Executor extends AsyncDisposable {
  /** Signal that aborts with 20005 when the connection is closed. */
  readonly lost: AbortSignal;
  /** Starts a command. */
  exec(command: string | Buffer, options: ExecOptions): Promise<RemoteCommand>;
  /** Closes the socket at once, without an SSH disconnect message. */
  cut(): void;
}

/**
 * Returns the command on `channel`. Called in the turn in which the channel opens: the packets of a
 * short command arrive together, and ssh2 emits its exit before any `await` continues.
 *
 * @param lost signal that aborts when the connection is lost
 */
export function remoteCommand(channel: ClientChannel, lost: AbortSignal): RemoteCommand {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  channel.once(
    "exit",
    (code: number | null, signal?: string) =>
      resolve({ exitCode: code, signal: signal?.replace(/^SIG/, "") ?? null }),
  );
  // Some servers tell no exit. A lost connection closes its channels first, then aborts `lost`.
  channel.once("close", () => setTimeout(() => resolve(UNKNOWN_EXIT)));
  const exit = orAborted(lost, promise);
  exit.catch(() => {}); // Not every caller reads the exit.
  return { channel, exit };
}
