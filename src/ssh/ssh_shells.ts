import type { Buffer } from "node:buffer";
import type { Server } from "../domain/server.ts";
import type { CommandOptions, Shells, TerminalOptions, TerminalSize } from "../domain/shell.ts";
import type { Log } from "../log.ts";
import type { ConnectOptions } from "./connect_options.ts";
import { ConnectionPlaces } from "./connection_places.ts";
import { loginCommand } from "./login_command.ts";
import { Preamble } from "./preamble.ts";
import type { RemoteCommand } from "./remote_command.ts";
import { RemoteShell, STOP_LIMITS, type StopLimits } from "./remote_shell.ts";
import { SshConnection } from "./ssh_connection.ts";
import { isBeforeAsking } from "./ssh_failure.ts";
import { WarmConnections } from "./warm_connections.ts";

/** Options for {@linkcode SshShells}. */
export interface SshShellsOptions
  extends Pick<ConnectOptions, "policy" | "deadlineMs" | "keepaliveMs"> {
  /** Log for processes that may be left on a server. */
  readonly log: Log;
  /** Maximum idle time of a connection, in milliseconds. Default: 60,000. */
  readonly idleMs?: number;
  /** Maximum number of connections to one server. Default: no limit. */
  readonly maxConnections?: number;
  /** Time to wait for a place among them, in milliseconds. Default: 10,000. */
  readonly waitMs?: number;
  /** Limits for stopping a command. Default: {@linkcode STOP_LIMITS}. */
  readonly stopLimits?: StopLimits;
}

/** Start of a command or login shell. */
interface Start extends Pick<ConnectOptions, "signal" | "onWait"> {
  readonly ask: (connection: SshConnection) => Promise<RemoteCommand>;
  readonly preamble?: Preamble;
  readonly size: TerminalSize;
}

/**
 * Commands and login shells over SSH, each on its own connection while it runs. The connection of a
 * command that ended by itself stays open for the next command on its server, for a minute by
 * default. Disposing closes these idle connections.
 */
export class SshShells implements Shells, AsyncDisposable {
  /** Places of the connections, for other connections to the same servers. */
  readonly places: ConnectionPlaces;
  readonly #options: Omit<ConnectOptions, "signal">;
  readonly #log: Log;
  readonly #stopLimits: StopLimits;
  readonly #warm: WarmConnections;

  /** Creates the shells without a connection. */
  constructor(
    { log, idleMs, maxConnections: limit = Infinity, waitMs, stopLimits, ...options }:
      SshShellsOptions,
  ) {
    this.#options = options;
    this.#log = log;
    this.#stopLimits = stopLimits ?? STOP_LIMITS;
    const warm = this.#warm = new WarmConnections({ idleMs });
    const closeIdle = (server: Server) => void warm.closeIdle(server);
    this.places = new ConnectionPlaces({ limit, waitMs, closeIdle });
  }

  /**
   * Starts `command` on a PTY in the user's login environment, on an idle connection or on a new
   * one. The caller disposes the shell.
   *
   * @throws {AppError} 10001, 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the
   * reason of `signal`
   */
  async start(server: Server, { command, ...options }: CommandOptions): Promise<RemoteShell> {
    const nonce = crypto.randomUUID();
    const { size, signal } = options;
    const pty = { ...size, term: "xterm-256color" };
    const start: Start = {
      ask: (connection) => connection.exec(loginCommand(command, nonce), { pty, signal }),
      preamble: new Preamble(nonce),
      ...options,
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
   * @throws {AppError} 10001, 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the
   * reason of `signal`
   */
  async open(server: Server, { term, ...options }: TerminalOptions): Promise<RemoteShell> {
    const { size, signal } = options;
    // An idle connection has had its greeting already.
    return await this.#connectAndStart(server, {
      ask: (connection) => connection.shell({ ...size, term }, { signal }),
      ...options,
    });
  }

  /**
   * Starts `command` without a terminal on an idle connection, or on a new one. The caller disposes
   * the connection, or passes it to {@linkcode SshShells.release}.
   *
   * @throws {AppError} 10001, 20000, 20001, 20002, 20005, 20006, 21000, 21003, 22003, 22004, or the
   * reason of `signal`
   */
  async lend(
    server: Server,
    { command, ...options }: Pick<ConnectOptions, "signal" | "onWait"> & { command: Buffer },
  ): Promise<{ connection: SshConnection; command: RemoteCommand }> {
    const start = async (connection: SshConnection) => {
      await using opened = new AsyncDisposableStack();
      opened.use(connection);
      const started = await connection.exec(command, { signal: options.signal });
      opened.move();
      return { connection, command: started };
    };
    const warm = await this.#warm.take(server);
    if (warm === undefined) return await start(await this.#connect(server, options));
    try {
      return await start(warm);
    } catch (error) {
      if (!isBeforeAsking(error)) throw error;
      return await start(await this.#connect(server, options));
    }
  }

  /**
   * Takes back a connection on which nothing runs. Keeps it, unless another one waits for its
   * place.
   */
  async release(server: Server, connection: SshConnection): Promise<void> {
    if (this.places.isAwaited(server)) await connection[Symbol.asyncDispose]();
    else await this.#warm.keep(server, connection);
  }

  /** Closes the idle connections, and from now on the connection of each shell that ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#warm[Symbol.asyncDispose]();
  }

  async #connectAndStart(server: Server, start: Start): Promise<RemoteShell> {
    return await this.#startOn(await this.#connect(server, start), { server, ...start });
  }

  /** Connects, logs in and takes a place. */
  async #connect(
    server: Server,
    { signal, onWait }: Pick<ConnectOptions, "signal" | "onWait">,
  ): Promise<SshConnection> {
    const { places } = this;
    return await SshConnection.open(server, { ...this.#options, places, signal, onWait });
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
      stopLimits: this.#stopLimits,
      server: server.name,
      reconnect: (signal) => SshConnection.open(server, { ...this.#options, signal }),
      release: (connection) => this.release(server, connection),
    });
  }
}
