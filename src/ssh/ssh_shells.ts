import type { Server } from "../domain/server.ts";
import type { Log } from "../log.ts";
import type { HostKeyPolicy } from "./host_keys.ts";
import { loginCommand } from "./login_command.ts";
import { Preamble } from "./preamble.ts";
import { RemoteShell } from "./remote_shell.ts";
import type { RemoteCommand } from "./remote_command.ts";
import { type ConnectOptions, SshConnection } from "./ssh_connection.ts";
import { isBeforeAsking } from "./ssh_failure.ts";
import { WarmConnections } from "./warm_connections.ts";

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
  /** See {@linkcode WarmConnections}. */
  readonly idleMs?: number;
}

/**
 * Starts commands and login shells over SSH, each with a connection of its own while it runs. The connection of one that
 * ended by itself waits a minute for the next command on its server. Disposing closes those that wait.
 */
export class SshShells implements AsyncDisposable {
  readonly #options: ConnectOptions;
  readonly #log: Log;
  readonly #warm: WarmConnections;

  /** Takes how to connect. */
  constructor({ log, idleMs, ...options }: SshShellsOptions) {
    this.#options = { ...options, signal: new AbortController().signal };
    this.#log = log;
    this.#warm = new WarmConnections({ idleMs });
  }

  /**
   * Starts `command` on a PTY in the user's login environment, on a connection that waits or on a new one. The caller
   * disposes the shell.
   *
   * @throws {AppError} 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the reason of `signal`
   */
  async start(server: Server, { command, size, signal }: StartOptions): Promise<RemoteShell> {
    const nonce = crypto.randomUUID();
    const pty = { ...size, term: "xterm-256color" };
    const beginning: Beginning = {
      ask: (connection) => connection.exec(loginCommand(command, nonce), { pty, signal }),
      preamble: new Preamble(nonce),
      size,
      signal,
    };
    const warm = await this.#warm.take(server);
    if (warm === undefined) return await this.#beginAnew(server, beginning);
    try {
      return await this.#begin(server, { ...beginning, connection: warm });
    } catch (error) {
      // Servers that allow one session for each connection refuse it here, and some close the connection. Once the
      // command may have been asked for, its failure is told: it must never run twice.
      if (!isBeforeAsking(error)) throw error;
      return await this.#beginAnew(server, beginning);
    }
  }

  /**
   * Connects, logs in and opens the user's login shell on a PTY, as `ssh` does: with what the server says at a login, and
   * on servers without `/bin/sh` too. The caller disposes the shell.
   *
   * @throws {AppError} 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the reason of `signal`
   */
  async open(server: Server, { size, term, signal }: OpenOptions): Promise<RemoteShell> {
    // Never on a connection that waits: there the server greets as it did for the command, or not at all.
    return await this.#beginAnew(server, {
      ask: (connection) => connection.shell({ ...size, term }, { signal }),
      size,
      signal,
    });
  }

  /** Closes the connections that wait, and from now on those of shells that end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#warm[Symbol.asyncDispose]();
  }

  async #beginAnew(server: Server, beginning: Beginning): Promise<RemoteShell> {
    const { signal } = beginning;
    const connection = await SshConnection.open(server, { ...this.#options, signal });
    return await this.#begin(server, { ...beginning, connection });
  }

  /** Runs what `ask` starts on `connection`; closes that when it fails. */
  async #begin(
    server: Server,
    { ask, preamble, size, signal, connection }: Beginning & { connection: SshConnection },
  ): Promise<RemoteShell> {
    await using opened = new AsyncDisposableStack();
    opened.use(connection);
    const command = await ask(connection);
    opened.move();
    return new RemoteShell(connection, {
      command,
      preamble,
      size,
      signal,
      log: this.#log,
      server: server.name,
      reconnect: (signal) => SshConnection.open(server, { ...this.#options, signal }),
      giveBack: (connection) => this.#warm.keep(server, connection),
    });
  }
}

/** How a shell begins. */
interface Beginning {
  readonly ask: (connection: SshConnection) => Promise<RemoteCommand>;
  readonly preamble?: Preamble;
  readonly size: Size;
  readonly signal: AbortSignal;
}
