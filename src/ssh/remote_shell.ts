import type { Exit } from "../domain/shell.ts";
import type { Buffer } from "node:buffer";
import type { Log } from "../log.ts";
import { within } from "../async/within.ts";
import { endSession, type SessionPlace } from "./end_session.ts";
import { findSession } from "./find_session.ts";
import type { Preamble } from "./preamble.ts";
import type { RemoteCommand } from "./remote_command.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** Largest piece that is read at once, in bytes. */
const CHUNK_BYTES = 65_536;
/** What looking up a terminal's session may take. */
const FIND_SESSION_MS = 1_000;
/** What Ctrl-C gets to work before the terminal is hung up. */
const INTERRUPT_GRACE_MS = 1_000;
/** What ending the session's processes may take in all: a second of grace and the rest for slow servers. */
const END_SESSION_MS = 2_500;
/** What a server may take to close the channel of a command that has ended; most do it with the same packet. */
const CLOSE_MS = 200;
/** Ctrl-C, as a keyboard sends it. */
const ETX = "\x03";

/** What a {@linkcode RemoteShell} is made of. */
export interface RemoteShellOptions {
  /** Name of the server, for the log. */
  readonly server: string;
  /** The command or login shell on its terminal. */
  readonly command: RemoteCommand;
  /** Tells what the login prints from the command's output. A login shell's output is its own from the first byte. */
  readonly preamble?: Preamble | undefined;
  /** Size of its terminal at the start. */
  readonly size: { readonly cols: number; readonly rows: number };
  /** Stops the command when it aborts. */
  readonly signal: AbortSignal;
  /** For the one thing that nobody is told: processes that could not be ended. */
  readonly log: Log;
  /** See {@linkcode SessionPlace}. */
  readonly reconnect: SessionPlace["reconnect"];
  /** Takes back the connection of a command that ended by itself, and left nothing behind. */
  readonly giveBack: (connection: SshConnection) => Promise<void>;
}

/** A command or a login shell on a PTY of a connection of its own. When `signal` aborts it is stopped: Ctrl-C, hang-up, kill. */
export class RemoteShell implements AsyncDisposable {
  readonly #connection: SshConnection;
  readonly #channel: RemoteCommand["channel"];
  readonly #exit: Promise<Exit>;
  readonly #preamble: Preamble | undefined;
  #size: RemoteShellOptions["size"];
  readonly #server: string;
  readonly #log: Log;
  readonly #reconnect: SessionPlace["reconnect"];
  readonly #giveBack: RemoteShellOptions["giveBack"];
  readonly #signal: AbortSignal;
  readonly #outputOver = Promise.withResolvers<true>();
  /** The command is over; some of its output may still be on the way. */
  #hasExited = false;
  #hasKnownExit = false;
  /** All output was read. */
  #ended = false;
  #hungUp = false;
  #stopping: Promise<void> | undefined;
  /** Goes on with the reading that waits, if one does. */
  #wake: (() => void) | undefined;
  /** The first of the command's output, which came with the last of the login's. */
  #early: Uint8Array = new Uint8Array();

  /** Takes over the channel and the connection. */
  constructor(
    connection: SshConnection,
    { server, command, preamble, size, signal, log, reconnect, giveBack }: RemoteShellOptions,
  ) {
    this.#connection = connection;
    this.#channel = command.channel;
    this.#exit = command.exit;
    this.#preamble = preamble;
    this.#size = size;
    this.#signal = signal;
    this.#server = server;
    this.#log = log;
    this.#reconnect = reconnect;
    this.#giveBack = giveBack;
    this.#watch();
    if (signal.aborted) this.#stop();
    else signal.addEventListener("abort", this.#stop, { once: true });
  }

  /** Settles when the command has ended. @throws {AppError} 20005 when the connection was lost */
  get exit(): Promise<Exit> {
    return this.#exit;
  }

  /** Input that waits for the server to take it, in bytes. */
  get unsentBytes(): number {
    return this.#channel.writableLength;
  }

  /** Whether the command has started, as far as was read; always true of a login shell. */
  get hasStarted(): boolean {
    return this.#preamble?.hasStarted ?? true;
  }

  /**
   * What the login prints, until the command starts or the terminal ends; nothing of a login shell. To be read before
   * {@linkcode RemoteShell.output}, which passes over what of it was not read.
   */
  get login(): AsyncIterable<Uint8Array> {
    return this.#readLogin();
  }

  /** The command's output until it ends; one reader at a time. Ending the iteration early leaves the command alone. */
  get output(): AsyncIterable<Uint8Array> {
    return this.#readOutput();
  }

  /** Types `bytes`; a closed terminal takes nothing. */
  write(bytes: Uint8Array): void {
    if (this.#channel.writable) this.#channel.write(bytes);
  }

  /** Sets the size of the terminal, in characters, unless it has that size. */
  resize({ cols, rows }: { cols: number; rows: number }): void {
    if (cols === this.#size.cols && rows === this.#size.rows) return;
    this.#size = { cols, rows };
    this.#channel.setWindow(rows, cols, 0, 0);
  }

  /**
   * Discards the remaining output, so that a full window does not block the command. Nothing reads
   * {@linkcode RemoteShell.output} any more. While a `readable` listener is on it, Node's `resume()` does nothing.
   */
  discardOutput(): void {
    this.#channel.removeListener("readable", this.#onReadable).resume();
  }

  /** Closes the channel, upon which the server hangs up the terminal (SIGHUP). */
  hangUp(): void {
    this.#hungUp = true;
    this.#channel.close();
    this.#wake?.();
  }

  /** Stops the command if it still runs, and gives the connection back or closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener("abort", this.#stop);
    this.#stop();
    await this.#stopping;
    if (await this.#endedCleanly()) await this.#giveBack(this.#connection);
    else await this.#connection[Symbol.asyncDispose]();
  }

  /** By itself, in a way that is known, and its channel is closed: nothing of it is left on the connection. */
  async #endedCleanly(): Promise<boolean> {
    if (!this.#hasKnownExit || this.#hungUp || this.#signal.aborted) return false;
    const isClosed = await within(CLOSE_MS, this.#outputOver.promise);
    return isClosed === true && !this.#connection.isClosed;
  }

  readonly #stop = (): void => {
    if (!this.#hasExited && !this.#hungUp) this.#stopping ??= this.#interruptAndEnd();
  };

  readonly #onReadable = (): void => {
    this.#wake?.();
    this.#wake = undefined;
  };

  /** Ctrl-C, hang-up, kill. Output goes on to whoever reads it, up to the hang-up. */
  async #interruptAndEnd(): Promise<void> {
    // Asked before Ctrl-C, which may end the shell, by which alone the session is found, but not all of the session. It also
    // discards what the terminal has printed and nobody has read: the marker of a command that has just started.
    const known = this.#readSession() ?? await this.#lookUpSession();
    this.#channel.write(ETX);
    await within(INTERRUPT_GRACE_MS, this.#outputOver.promise);
    const sessionId = known ?? this.#readSession();
    this.hangUp();
    if (this.#connection.isClosed) return;
    const result = sessionId === undefined ? undefined : await this.#endSession(sessionId);
    if (result !== 0) {
      // Without the session nobody could look; then the hang-up is all that was done, as with `ssh`.
      const level = sessionId === undefined ? "info" : "warn";
      this.#log[level]("processes may be left on the server", {
        server: this.#server,
        session: sessionId,
        error: result instanceof Error ? result : undefined,
      });
    }
  }

  async #lookUpSession(): Promise<number | undefined> {
    const looking = findSession(this.#connection).catch(() => undefined);
    return await within(FIND_SESSION_MS, looking);
  }

  /** What the preamble tells. When nobody has read yet, it still waits in the channel. */
  #readSession(): number | undefined {
    if (this.#preamble === undefined || this.#preamble.sessionId !== undefined) {
      return this.#preamble?.sessionId;
    }
    const chunk: Buffer | null = this.#channel.read();
    if (chunk !== null) this.#preamble.read(chunk);
    return this.#preamble.sessionId;
  }

  /** The exit code of the script, or why it did not run to its end. */
  async #endSession(sessionId: number): Promise<unknown> {
    const over = new AbortController();
    const place = { sessionId, connection: this.#connection, reconnect: this.#reconnect };
    const ending = endSession({ ...place, signal: over.signal }).catch((error: unknown) => error);
    const result = await within(END_SESSION_MS, ending);
    over.abort();
    return result;
  }

  async *#readLogin(): AsyncGenerator<Uint8Array> {
    if (this.#preamble === undefined) return;
    for await (const chunk of this.#read()) {
      const { login, output } = this.#preamble.read(chunk);
      this.#early = output;
      if (login.length > 0) yield login;
      if (this.#preamble.hasStarted) return;
    }
    const rest = this.#preamble.rest();
    if (rest.length > 0) yield rest;
  }

  async *#readOutput(): AsyncGenerator<Uint8Array> {
    const early = this.#early;
    this.#early = new Uint8Array();
    if (early.length > 0) yield early;
    for await (const chunk of this.#read()) {
      const output = this.#preamble?.read(chunk).output ?? chunk;
      if (output.length > 0) yield output;
    }
  }

  async *#read(): AsyncGenerator<Buffer> {
    while (!this.#hungUp) {
      const chunk: Buffer | null = this.#channel.read(
        Math.min(this.#channel.readableLength, CHUNK_BYTES) || undefined,
      );
      if (chunk !== null) yield chunk;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  #watch(): void {
    const end = () => {
      this.#ended = true;
      this.#onReadable();
    };
    const exited = () => {
      this.#hasExited = true;
    };
    this.#exit.then(({ exitCode, signal }) => {
      exited();
      this.#hasKnownExit = exitCode !== null || signal !== null;
    }, exited);
    this.#channel.stderr.resume();
    this.#channel.on("readable", this.#onReadable).once("end", end).once("close", () => {
      end();
      this.#outputOver.resolve(true);
    });
  }
}
