import type { Server } from "./server.ts";

/** Size of a terminal in characters. */
export interface TerminalSize {
  /** Number of columns. */
  readonly cols: number;
  /** Number of rows. */
  readonly rows: number;
}

/** End of a command: an exit code, the name of a signal, or neither where the server tells none. */
export interface Exit {
  /** Exit code; null when a signal ended the command, or when the server tells none. */
  readonly exitCode: number | null;
  /** Name of the signal without `SIG` (RFC 4254, 6.10); null when it was none. */
  readonly signal: string | null;
}

/** End of a command that nobody waited for, or of which the server tells nothing. */
export const UNKNOWN_EXIT: Exit = { exitCode: null, signal: null };

/** Command or login shell on a server's terminal. Disposing it ends it and closes its channel. */
export interface Shell extends AsyncDisposable {
  /**
   * Output of the login, until the command starts or the terminal ends; empty for a login shell.
   * Read it first.
   */
  readonly login: AsyncIterable<Uint8Array>;
  /** Whether the command has started, as far as its output was read. */
  readonly hasStarted: boolean;
  /** Output of the command, until it ends. Ending the iteration early leaves the command alone. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Settles when the command has ended. Rejects with 20005 when the connection was lost. */
  readonly exit: Promise<Exit>;
  /** Bytes of input that wait for the shell to take them. */
  readonly unsentBytes: number;
  /** Writes to its input. */
  write(bytes: Uint8Array): void;
  /** Sets the size of its terminal. */
  resize(size: TerminalSize): void;
  /** Discards the remaining output, so that the command is not blocked by a full window. */
  discardOutput(): void;
  /** Closes the terminal as a modem would (SIGHUP). A process that ignores that goes on. */
  hangUp(): void;
}

/** Port for commands and login shells on servers. */
export interface Shells {
  /**
   * Logs in and starts `command` in the login environment. When `signal` aborts, connecting rejects
   * with its reason, and a started command is stopped: Ctrl-C, SIGHUP, SIGKILL.
   */
  start(server: Server, options: CommandOptions): Promise<Shell>;
  /**
   * Logs in and opens the user's login shell, as `ssh` does. `signal` acts as in
   * {@linkcode Shells.start}.
   */
  open(server: Server, options: TerminalOptions): Promise<Shell>;
}

/** Options for {@linkcode Shells.start}. */
export interface CommandOptions {
  /** Command line in the encoding of the server. */
  readonly command: Uint8Array;
  /** Size of its terminal. */
  readonly size: TerminalSize;
  /** Ends connecting, or stops the command. */
  readonly signal: AbortSignal;
  /** Called when connecting has to wait for another connection to the server to end. */
  readonly onWait?: (() => void) | undefined;
}

/** Options for {@linkcode Shells.open}. */
export interface TerminalOptions {
  /** Size of its terminal. */
  readonly size: TerminalSize;
  /** Value of `$TERM`, for example `xterm-256color`. */
  readonly term: string;
  /** Ends connecting, or stops the shell. */
  readonly signal: AbortSignal;
  /** Called when connecting has to wait for another connection to the server to end. */
  readonly onWait?: (() => void) | undefined;
}
