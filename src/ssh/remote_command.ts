import type { Exit } from "../domain/shell.ts";
import type { Buffer } from "node:buffer";
import type { ClientChannel, PseudoTtyOptions } from "../ssh2/ssh2.ts";

/** A command or a login shell that was started. */
export interface RemoteCommand {
  /** Its input and output. */
  readonly channel: ClientChannel;
  /** How it ended. Rejects with 20005 when the connection was lost before that. */
  readonly exit: Promise<Exit>;
}

/** Options for starting a command. */
export interface ExecOptions {
  /** Terminal to run the command on. Default: none. */
  readonly pty?: PseudoTtyOptions;
  /** Signal that ends the waiting for the command's start. */
  readonly signal?: AbortSignal;
}

/** Connection on which commands can be started. */
export interface Executor extends AsyncDisposable {
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  /** Starts a command. */
  exec(command: string | Buffer, options: ExecOptions): Promise<RemoteCommand>;
  /** Ends the connection without a goodbye. */
  cut(): void;
}
