import type { Buffer } from "node:buffer";
import { Socket } from "node:net";
import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import type { Server } from "../domain/server.ts";
import { AppError } from "../errors.ts";
import ssh2, {
  type Client,
  type ClientChannel,
  type PseudoTtyOptions,
  type SFTPWrapper,
} from "../ssh2/ssh2.ts";
import { takeTurns } from "../ssh2/take_turns.ts";
import type { ConnectOptions } from "./connect_options.ts";
import { HostKeyCheck } from "./host_keys.ts";
import { login, type LoginOptions, type Transport } from "./login.ts";
import { MoreConnections } from "./more_connections.ts";
import { type Channel, type ChannelRequest, openChannel } from "./open_channel.ts";
import { readPrivateKey } from "./private_key.ts";
import {
  type ExecOptions,
  type Executor,
  type RemoteCommand,
  remoteCommand,
} from "./remote_command.ts";
import { connectionLost, isChannelRefused } from "./ssh_failure.ts";

const DEADLINE_MS = 10_000;
const KEEPALIVE_MS = 10_000;
/** Time to wait for the server to close a connection after our disconnect, in milliseconds. */
const CLOSE_MS = 500;

/** Connection to a server, logged in. Disposing it disconnects and closes the socket. */
export class SshConnection implements Executor {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #name: string;
  readonly #deadlineMs: number;
  readonly #closed: Promise<void>;
  readonly #lost = new AbortController();
  /** Connections for refused channels; undefined unless `opensMore`. */
  #more: MoreConnections | undefined;
  #lastError: unknown;

  private constructor(
    { client, socket }: Transport,
    { name, deadlineMs }: { name: string; deadlineMs: number },
  ) {
    this.#client = client;
    this.#socket = socket;
    this.#name = name;
    this.#deadlineMs = deadlineMs;
    client.on("error", (error) => this.#lastError = error);
    this.#closed = new Promise((resolve) =>
      client.once("close", () => {
        this.#more?.cut();
        this.#lost.abort(this.lostFailure());
        resolve();
      })
    );
  }

  /**
   * Connects and logs in: by public key when there is one, then by password, or by
   * keyboard-interactive with the password as every answer where the server offers no password
   * login. The caller disposes the connection.
   *
   * @throws {AppError} 10001, 20000, 20001, 20002, 20006, 21000, 21003, 41000, or the reason of
   * `signal`
   */
  static async open(server: Server, options: ConnectOptions): Promise<SshConnection> {
    using opening = new DisposableStack();
    opening.use(await options.places?.take(server, options));
    const connection = await SshConnection.#connect(server, options);
    const place = opening.move();
    void connection.#closed.then(() => place.dispose());
    return connection;
  }

  /**
   * Connects and logs in, with one type of host key after the other.
   *
   * @throws {AppError} 20000, 20001, 20002, 20006, 21000, 21003, 41000, or the reason of `signal`
   */
  static async #connect(server: Server, options: ConnectOptions): Promise<SshConnection> {
    const { signal, policy, deadlineMs = DEADLINE_MS, keepaliveMs = KEEPALIVE_MS } = options;
    const endMs = performance.now() + deadlineMs;
    const privateKey = await readPrivateKey(server);
    signal.throwIfAborted();
    const check = new HostKeyCheck(server, policy);
    const { onLayer } = options;
    const login = { server, privateKey, check, signal, deadlineMs, keepaliveMs, onLayer };
    let mismatch: AppError | undefined;
    for (;;) {
      try {
        const connection = await SshConnection.#attempt({
          ...login,
          loginMs: endMs - performance.now(),
        });
        const open = () => SshConnection.open(server, { ...options, opensMore: false });
        if (options.opensMore) connection.#more = new MoreConnections(open);
        return connection;
      } catch (cause) {
        if (!(cause instanceof AppError) || cause.kind !== "SSH_HOST_KEY_MISMATCH") throw cause;
        mismatch ??= cause;
        if (!check.tryNextType()) throw mismatch;
      }
    }
  }

  /**
   * Connects and logs in on a new transport, which is closed when that fails.
   *
   * @throws {AppError} 20000, 20001, 20002, 20006, 21000, 41000, or the reason of the signal
   */
  static async #attempt(
    { loginMs, ...options }: LoginOptions & { loginMs: number },
  ): Promise<SshConnection> {
    const { server: { name }, deadlineMs } = options;
    const transport = { client: new ssh2.Client(), socket: new Socket() };
    const connection = new SshConnection(transport, { name, deadlineMs });
    try {
      await login(transport, { ...options, deadlineMs: loginMs });
      takeTurns(transport.socket);
      return connection;
    } catch (cause) {
      connection.#socket.destroy();
      await connection.#closed;
      throw cause;
    }
  }

  /** Signal that aborts with 20005 when the connection is closed, by whichever side. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Whether the connection is closed. */
  get isClosed(): boolean {
    return this.#lost.signal.aborted;
  }

  /** Returns the failure 20005. Its cause is the last error of the socket. */
  lostFailure(): AppError {
    return connectionLost(this.#name, this.#lastError);
  }

  /** Returns the failure 24004: the server owed an answer and sent nothing for `silenceMs`. */
  silent(silenceMs: number): AppError {
    const detail = `${this.#name} sent no byte for ${silenceMs / 1000} s`;
    return new AppError("SCP_TRANSFER_TIMEOUT", detail);
  }

  /**
   * Checks whether the server answers within `ms` milliseconds. The question is the end of a port
   * forwarding that does not exist (RFC 4254, 7.1).
   */
  async answers(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<true>();
    try {
      this.#client.unforwardIn("", 0, () => resolve(true));
      return await within(ms, orAborted(this.lost, promise)) === true;
    } catch {
      return false; // The connection is closed or closing.
    }
  }

  /**
   * Starts a command on a new channel. With `opensMore`, logs in again when the server refuses it.
   *
   * @throws {AppError} 20005, 22003, 22004, or the reason of `signal`
   */
  async exec(command: string | Buffer, options: ExecOptions = {}): Promise<RemoteCommand> {
    const { signal, ...rest } = options;
    try {
      return await this.#open<ClientChannel, RemoteCommand>({
        // The types know no Buffer, the protocol does: a command need not be UTF-8.
        ask: (onAnswer) => this.#client.exec(command as string, rest, onAnswer),
        take: (channel) => remoteCommand(channel, this.lost),
        signal,
      });
    } catch (error) {
      if (this.#more === undefined || !isChannelRefused(error)) throw error;
      return await this.#more.exec(command, options);
    }
  }

  /**
   * Starts the user's login shell on a terminal, on a new channel.
   *
   * @throws {AppError} 20005, 22003, 22004, or the reason of `signal`
   */
  async shell(
    pty: PseudoTtyOptions,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<RemoteCommand> {
    return await this.#open<ClientChannel, RemoteCommand>({
      ask: (onAnswer) => this.#client.shell(pty, onAnswer),
      take: (channel) => remoteCommand(channel, this.lost),
      signal,
    });
  }

  /**
   * Starts the SFTP subsystem on a new channel.
   *
   * @throws {AppError} 20005, 22003, or 22004 when the server has no SFTP
   */
  async sftp(): Promise<SFTPWrapper> {
    return await this.#open<SFTPWrapper, SFTPWrapper>({
      ask: (onAnswer) => this.#client.sftp(onAnswer),
      take: (sftp) => sftp,
    });
  }

  /** Closes the socket at once, without an SSH disconnect message. */
  cut(): void {
    this.#socket.destroy();
  }

  /** Disconnects. A server that does not close the connection in time is cut. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#more?.[Symbol.asyncDispose]();
    if (this.isClosed) return;
    this.#client.end();
    await within(CLOSE_MS, this.#closed);
    this.cut();
    await this.#closed;
  }

  async #open<Opened extends Channel, Taken extends object>(
    request: Pick<ChannelRequest<Opened, Taken>, "ask" | "take" | "signal">,
  ): Promise<Taken> {
    return await openChannel<Opened, Taken>({
      ...request,
      server: this.#name,
      deadlineMs: this.#deadlineMs,
      lost: this.lost,
    });
  }
}
