import type { ServerConfig } from "../config.ts";
import type { Keyboard, TerminalSize } from "./terminal_operation.ts";

/** How a command ended by itself. */
export interface Exit {
  /** null when a signal ended it, or when the server does not tell. */
  readonly exitCode: number | null;
  /** Name without `SIG` (RFC 4254, 6.10), null when it was no signal. */
  readonly signal: string | null;
}

/** A command or a login shell on a server's terminal. Disposing it ends that, if it still runs, and the connection. */
export interface Shell extends Keyboard, AsyncDisposable {
  /** What the login prints, until the command starts or the terminal ends; nothing of a login shell. Read first. */
  readonly login: AsyncIterable<Uint8Array>;
  /** Whether the command has started, as far as was read. */
  readonly hasStarted: boolean;
  /** What the command prints, until it ends; ending the iteration early leaves the command alone. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Settles when the command has ended. Rejects with 20005 when the connection was lost. */
  readonly exit: Promise<Exit>;
  /** Discards what the command still prints, so that a full window does not block it. */
  discardOutput(): void;
  /** Hangs the terminal up, as a closed modem line would, and leaves alone what survives that. */
  hangUp(): void;
}

/** Starts commands and login shells on servers. */
export interface Shells {
  /**
   * Connects, logs in and starts `command` in the login environment. When `signal` aborts, connecting ends with its
   * reason, and a started command is stopped: Ctrl-C, hang-up, kill.
   */
  start(server: ServerConfig, options: ShellOptions): Promise<Shell>;
  /**
   * Connects, logs in and opens the user's login shell, as `ssh` does. `signal` acts as for
   * {@linkcode Shells.start}.
   */
  open(server: ServerConfig, options: TerminalOptions): Promise<Shell>;
}

/** What a shell is started with. */
export interface ShellOptions {
  /** In the encoding of the server. */
  readonly command: Uint8Array;
  /** Of its terminal. */
  readonly size: TerminalSize;
  /** Ends connecting or stops the command. */
  readonly signal: AbortSignal;
}

/** What a login shell is opened with. */
export interface TerminalOptions {
  /** Of its terminal. */
  readonly size: TerminalSize;
  /** What the terminal understands, as `$TERM` says it: `xterm-256color`. */
  readonly term: string;
  /** Ends connecting or stops the shell. */
  readonly signal: AbortSignal;
}
