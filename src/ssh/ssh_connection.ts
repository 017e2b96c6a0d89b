import type { Exit } from "../domain/shell.ts";
import type { Server } from "../domain/server.ts";
import type { Buffer } from "node:buffer";
import { Socket } from "node:net";
import { AppError } from "../errors.ts";
import ssh2, {
  type Client,
  type ClientChannel,
  type PseudoTtyOptions,
  type SFTPWrapper,
} from "../ssh2/ssh2.ts";
import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import { takeTurns } from "../ssh2/take_turns.ts";
import { exitOf } from "./exit.ts";
import { HostKeyCheck, type HostKeyPolicy } from "./host_keys.ts";
import { login, type LoginOptions, type Transport } from "./login.ts";
import { MoreConnections } from "./more_connections.ts";
import { readPrivateKey } from "./private_key.ts";
import type { ExecOptions, Executor, RemoteCommand } from "./remote_command.ts";
import { channelFailure, isChannelRefused } from "./ssh_failure.ts";

export type { RemoteCommand } from "./remote_command.ts";

/** How to connect. */
export interface ConnectOptions {
  /** Which host keys are right. */
  readonly policy: HostKeyPolicy;
  /** Ends connecting with its reason. */
  readonly signal: AbortSignal;
  /** For TCP, key exchange and login together, and again for each channel; default 10,000. */
  readonly deadlineMs?: number;
  /** After so long without a word from the server it is asked for one; default 10,000. Three unanswered: lost. */
  readonly keepaliveMs?: number;
  /** Whether `exec` may log in again for a channel that the server refuses. Default: false. */
  readonly opensMore?: boolean;
}

const DEADLINE_MS = 10_000;
const KEEPALIVE_MS = 10_000;
/** How long what was asked for is waited for when it is not wanted any more. */
const ABANDON_MS = 1_000;
/** What a server may take to close a connection after our goodbye. */
const GOODBYE_MS = 500;

/** A logged-in connection to a server. Disposing it says goodbye and closes the socket. */
export class SshConnection implements Executor {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #name: string;
  readonly #deadlineMs: number;
  readonly #closed: Promise<void>;
  readonly #lost = new AbortController();
  /** Where `exec` may log in again. */
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
   * Connects and logs in: public key when there is one, then password, or keyboard-interactive with the password as
   * every answer where the server offers no password login.
   *
   * @throws {AppError} 20000, 20001, 20002, 20006, 21000, 21003, or the reason of `signal`
   */
  static async open(server: Server, options: ConnectOptions): Promise<SshConnection> {
    const { signal, policy, deadlineMs = DEADLINE_MS, keepaliveMs = KEEPALIVE_MS } = options;
    const endMs = performance.now() + deadlineMs;
    const privateKey = await readPrivateKey(server);
    signal.throwIfAborted();
    const check = new HostKeyCheck(server, policy);
    const login = { server, privateKey, check, signal, deadlineMs, keepaliveMs };
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

  /** Connects and logs in on a transport of its own, which is closed when that fails. */
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

  /** Resolves when the connection is gone. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** Signal that aborts with 20005 when the connection is closed, by whichever side. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Whether the connection is closed. */
  get isClosed(): boolean {
    return this.#lost.signal.aborted;
  }

  /** Whether the server answers a question within `ms`: it is about a forwarding that there is not (RFC 4254, 7.1). */
  async answers(ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<true>();
    try {
      this.#asking(() => this.#client.unforwardIn("", 0, () => resolve(true)));
      return await within(ms, orAborted(this.lost, promise)) === true;
    } catch {
      return false; // The connection is gone.
    }
  }

  /** Returns the failure 20005. Its cause is by default the last error of the socket. */
  lostFailure(cause = this.#lastError): AppError {
    return new AppError("SSH_CONNECTION_LOST", `The connection to ${this.#name} was lost`, {
      cause,
    });
  }

  /** Ends the connection without a goodbye. */
  cut(): void {
    this.#socket.destroy();
  }

  /** The failure 24004: the server owed an answer and said nothing for `silenceMs`. */
  silent(silenceMs: number): AppError {
    const detail = `${this.#name} sent no byte for ${silenceMs / 1000} s`;
    return new AppError("SCP_TRANSFER_TIMEOUT", detail);
  }

  /**
   * Starts a command on a channel of its own, with `opensMore` also on a connection of its own.
   *
   * @throws {AppError} 20005, 22003, 22004, or the reason of `signal`
   */
  async exec(command: string | Buffer, options: ExecOptions = {}): Promise<RemoteCommand> {
    try {
      return await this.#execHere(command, options);
    } catch (error) {
      if (this.#more === undefined || !isChannelRefused(error)) throw error;
      return await this.#more.exec(command, options);
    }
  }

  async #execHere(
    command: string | Buffer,
    { signal, ...options }: ExecOptions,
  ): Promise<RemoteCommand> {
    return await this.#open<ClientChannel, RemoteCommand>({
      // The types know no Buffer, the protocol does: a command need not be UTF-8.
      ask: (onAnswer) => this.#client.exec(command as string, options, onAnswer),
      take: (channel) => ({ channel, exit: this.#exitOf(channel) }),
      signal,
    });
  }

  /**
   * Starts the user's login shell on a terminal, on a channel of its own.
   *
   * @throws {AppError} 20005, 22003, 22004, or the reason of `signal`
   */
  async shell(
    pty: PseudoTtyOptions,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<RemoteCommand> {
    return await this.#open<ClientChannel, RemoteCommand>({
      ask: (onAnswer) => this.#client.shell(pty, onAnswer),
      take: (channel) => ({ channel, exit: this.#exitOf(channel) }),
      signal,
    });
  }

  /** Starts the SFTP subsystem on a channel of its own. @throws {AppError} 20005, 22003; 22004 where there is none */
  async sftp(): Promise<SFTPWrapper> {
    return await this.#open<SFTPWrapper, SFTPWrapper>({
      ask: (onAnswer) => this.#client.sftp(onAnswer),
      take: (sftp) => sftp,
    });
  }

  /** Waits for what `ask` opens, and takes it in the turn in which it opens. What opens too late is closed again. */
  async #open<Opened extends { destroy(): unknown }, Taken>(
    { ask, take, signal }: {
      ask: (onAnswer: (error: Error | undefined, opened: Opened) => void) => void;
      take: (opened: Opened) => Taken;
      signal?: AbortSignal | undefined;
    },
  ): Promise<Taken> {
    const { promise, resolve, reject } = Promise.withResolvers<Taken>();
    const detail = `${this.#name} did not answer a channel request in time`;
    const late = () => reject(new AppError("SSH_CHANNEL_ERROR", detail));
    const timer = setTimeout(late, this.#deadlineMs);
    let refusal: Error | undefined;
    // Of a connection that ends meanwhile, ssh2 reports the channel as failed or says nothing: let its end speak first.
    const fail = (error: Error) => {
      refusal = error;
      setTimeout(() => reject(channelFailure(this.#name, error)));
    };
    // What was asked for may have begun by now: whoever gets it can end it.
    let abandoning: ReturnType<typeof setTimeout> | undefined;
    const abort = () => abandoning = setTimeout(() => reject(signal?.reason), ABANDON_MS);
    signal?.addEventListener("abort", abort, { once: true });
    let isOver = false;
    try {
      this.lost.throwIfAborted();
      signal?.throwIfAborted();
      this.#asking(() =>
        ask((error, opened) => {
          if (error) fail(error);
          else if (isOver) opened.destroy();
          else resolve(take(opened));
        })
      );
      return await orAborted(this.lost, promise);
    } catch (error) {
      const isLost = error instanceof AppError && error.kind === "SSH_CONNECTION_LOST";
      throw isLost && refusal !== undefined ? this.lostFailure(refusal) : error;
    } finally {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(abandoning);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Of a connection whose end is under way, ssh2 throws "Not connected". */
  #asking(ask: () => void): void {
    try {
      ask();
    } catch (cause) {
      throw this.lostFailure(cause);
    }
  }

  #exitOf(channel: ClientChannel): Promise<Exit> {
    const exit = orAborted(this.lost, exitOf(channel));
    exit.catch(() => {}); // Awaited by those who want to know; a lost connection is no crash.
    return exit;
  }

  /** Says goodbye; a server that does not close the connection upon it is cut off. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#more?.[Symbol.asyncDispose]();
    if (this.isClosed) return;
    this.#client.end();
    // ssh2's own `destroy` does nothing after `end`.
    const timer = setTimeout(() => this.#socket.destroy(), GOODBYE_MS);
    await this.#closed;
    clearTimeout(timer);
  }
}
