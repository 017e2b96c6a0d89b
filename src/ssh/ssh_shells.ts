import type { Server } from "../domain/server.ts";
import type { CommandOptions, Shells, TerminalOptions, TerminalSize } from "../domain/shell.ts";
import type { Log } from "../log.ts";
import { loginCommand } from "./login_command.ts";
import { Preamble } from "./preamble.ts";
import type { RemoteCommand } from "./remote_command.ts";
import { RemoteShell } from "./remote_shell.ts";
import { type ConnectOptions, SshConnection } from "./ssh_connection.ts";
import { isBeforeAsking } from "./ssh_failure.ts";
import { WarmConnections } from "./warm_connections.ts";

/** Options for {@linkcode SshShells}. */
export interface SshShellsOptions
  extends Pick<ConnectOptions, "policy" | "deadlineMs" | "keepaliveMs"> {
  /** Log for processes that may be left on a server. */
  readonly log: Log;
  /** Maximum idle time of a connection, in milliseconds. Default: 60,000. */
  readonly idleMs?: number;
}

/** Start of a command or login shell. */
interface Start {
  readonly ask: (connection: SshConnection) => Promise<RemoteCommand>;
  readonly preamble?: Preamble;
  readonly size: TerminalSize;
  readonly signal: AbortSignal;
}

/**
 * Commands and login shells over SSH, each on its own connection while it runs. The connection of a
 * command that ended by itself stays open for the next command on its server, for a minute by
 * default. Disposing closes these idle connections.
 */
export class SshShells implements Shells, AsyncDisposable {
  readonly #options: Omit<ConnectOptions, "signal">;
  readonly #log: Log;
  readonly #warm: WarmConnections;

  /** Creates the shells without a connection. */
  constructor({ log, idleMs, ...options }: SshShellsOptions) {
    this.#options = options;
    this.#log = log;
    this.#warm = new WarmConnections({ idleMs });
  }

  /**
   * Starts `command` on a PTY in the user's login environment, on an idle connection or on a new
   * one. The caller disposes the shell.
   *
   * @throws {AppError} 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the reason
   * of `signal`
   */
  async start(server: Server, { command, size, signal }: CommandOptions): Promise<RemoteShell> {
    const nonce = crypto.randomUUID();
    const pty = { ...size, term: "xterm-256color" };
    const start: Start = {
      ask: (connection) => connection.exec(loginCommand(command, nonce), { pty, signal }),
      preamble: new Preamble(nonce),
      size,
      signal,
    };
    const warm = await this.#warm.take(server);
    if (warm === undefined) return await this.#connectAndStart(server, start);
    try {
      return await this.#startOn(warm, { server, ...start });
    } catch (error) {
      // Servers that allow one session channel per connection refuse the second, or close the
      // connection. A command that the server may have received is never sent twice.
      if (!isBeforeAsking(error)) throw error;
      return await this.#connectAndStart(server, start);
    }
  }

  /**
   * Connects, logs in and opens the user's login shell on a PTY, as `ssh` does: with the greeting
   * of the server, and without the need for `/bin/sh`. The caller disposes the shell.
   *
   * @throws {AppError} 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the reason
   * of `signal`
   */
  async open(server: Server, { size, term, signal }: TerminalOptions): Promise<RemoteShell> {
    // An idle connection has had its greeting already.
    return await this.#connectAndStart(server, {
      ask: (connection) => connection.shell({ ...size, term }, { signal }),
      size,
      signal,
    });
  }

  /** Closes the idle connections, and from now on the connection of each shell that ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#warm[Symbol.asyncDispose]();
  }

  async #connectAndStart(server: Server, start: Start): Promise<RemoteShell> {
    const { signal } = start;
    const connection = await SshConnection.open(server, { ...this.#options, signal });
    return await this.#startOn(connection, { server, ...start });
  }

  /** Starts a shell on `connection`, which is closed when that fails. */
  async #startOn(
    connection: SshConnection,
    { server, ask, ...options }: Start & { server: Server },
  ): Promise<RemoteShell> {
    await using opened = new AsyncDisposableStack();
    opened.use(connection);
    const command = await ask(connection);
    opened.move();
    return new RemoteShell(connection, {
      ...options,
      command,
      log: this.#log,
      server: server.name,
      reconnect: (signal) => SshConnection.open(server, { ...this.#options, signal }),
      release: (connection) => this.#warm.keep(server, connection),
    });
  }
}
