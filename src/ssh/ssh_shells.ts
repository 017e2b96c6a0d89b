import type { ServerConfig } from "../config.ts";
import type { Log } from "../log.ts";
import type { HostKeyPolicy } from "./host_keys.ts";
import { loginCommand, Preamble } from "./login_command.ts";
import { RemoteShell } from "./remote_shell.ts";
import { type RemoteCommand, SshConnection } from "./ssh_connection.ts";

/** Size of a terminal in characters. */
interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** What a command is started with. */
interface StartOptions {
  readonly command: Uint8Array;
  readonly size: Size;
  readonly signal: AbortSignal;
}

/** What a login shell is opened with. */
interface OpenOptions {
  readonly size: Size;
  readonly term: string;
  readonly signal: AbortSignal;
}

/** Settings of {@linkcode SshShells}. */
export interface SshShellsOptions {
  /** Which host keys are right. */
  readonly policy: HostKeyPolicy;
  /** See {@linkcode RemoteShellOptions}. */
  readonly log: Log;
  /** See {@linkcode SshConnection.open}. */
  readonly deadlineMs?: number;
  /** See {@linkcode SshConnection.open}. */
  readonly keepaliveMs?: number;
}

/** Starts commands and login shells over SSH, each on a connection of its own. */
export class SshShells {
  readonly #options: SshShellsOptions;

  /** Takes how to connect. */
  constructor(options: SshShellsOptions) {
    this.#options = options;
  }

  /**
   * Connects, logs in and starts `command` on a PTY in the user's login environment. The caller disposes the shell.
   *
   * @throws {AppError} 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the reason of `signal`
   */
  async start(server: ServerConfig, { command, size, signal }: StartOptions): Promise<RemoteShell> {
    const nonce = crypto.randomUUID();
    const pty = { ...size, term: "xterm-256color" };
    return await this.#run(server, {
      ask: (connection) => connection.exec(loginCommand(command, nonce), { pty, signal }),
      preamble: new Preamble(nonce),
      signal,
    });
  }

  /**
   * Connects, logs in and opens the user's login shell on a PTY, as `ssh` does: with what the server says at a login, and
   * on servers without `/bin/sh` too. The caller disposes the shell.
   *
   * @throws {AppError} 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the reason of `signal`
   */
  async open(server: ServerConfig, { size, term, signal }: OpenOptions): Promise<RemoteShell> {
    return await this.#run(server, {
      ask: (connection) => connection.shell({ ...size, term }, { signal }),
      signal,
    });
  }

  /** Connects, and runs what `ask` starts there. */
  async #run(server: ServerConfig, { ask, preamble, signal }: Beginning): Promise<RemoteShell> {
    const { log, ...options } = this.#options;
    await using opened = new AsyncDisposableStack();
    const connection = opened.use(await SshConnection.open(server, { ...options, signal }));
    const command = await ask(connection);
    opened.move();
    const { signal: never } = new AbortController();
    const reconnect = () => SshConnection.open(server, { ...options, signal: never });
    return new RemoteShell(connection, { command, preamble, signal, log, reconnect });
  }
}

/** How a shell begins. */
interface Beginning {
  readonly ask: (connection: SshConnection) => Promise<RemoteCommand>;
  readonly preamble?: Preamble;
  readonly signal: AbortSignal;
}
