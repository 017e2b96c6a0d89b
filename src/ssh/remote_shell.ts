import { within } from "../async/within.ts";
import { type Exit, type Shell, type TerminalSize, UNKNOWN_EXIT } from "../domain/shell.ts";
import type { Log } from "../log.ts";
import { endProcessGroup, type EndProcessGroupOptions } from "./end_process_group.ts";
import { findProcessGroup } from "./find_process_group.ts";
import type { Preamble } from "./preamble.ts";
import type { RemoteCommand } from "./remote_command.ts";
import { ShellOutput } from "./shell_output.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** Time between Ctrl-C and the hang-up of the terminal, in milliseconds. */
const INTERRUPT_GRACE_MS = 1_000;
/**
 * Time to wait for a channel to close after the command exits, in milliseconds. Most servers close
 * it at once.
 */
const CLOSE_MS = 200;
/** Character of Ctrl-C. */
const ETX = "\x03";

/** Limits for stopping a command, which together fit into the time of a shutdown. */
export interface StopLimits {
  /** Time for which Ctrl-C waits for the lookup of the process group, in milliseconds. */
  readonly findGroupMs: number;
  /** Time to end that group, in milliseconds: a second of grace, the rest for slow servers. */
  readonly endGroupMs: number;
}

/** Default limits. */
export const STOP_LIMITS: StopLimits = { findGroupMs: 1_000, endGroupMs: 2_500 };

/** Options for {@linkcode RemoteShell}. */
export interface RemoteShellOptions {
  /** Name of the server, for the log. */
  readonly server: string;
  /** Command or login shell on its terminal. */
  readonly command: RemoteCommand;
  /**
   * Reader that separates the login's output from the command's. Default: none, for a login shell.
   */
  readonly preamble?: Preamble | undefined;
  /** Size of the terminal at the start. */
  readonly size: TerminalSize;
  /** Signal that stops the command. */
  readonly signal: AbortSignal;
  /** Limits for that. */
  readonly stopLimits: StopLimits;
  /** Log for processes that may be left on the server. */
  readonly log: Log;
  /** Opens a second connection, to end the process group over it. */
  readonly reconnect: EndProcessGroupOptions["reconnect"];
  /** Takes back the connection of a command that ended by itself and left nothing on it. */
  readonly release: (connection: SshConnection) => Promise<void>;
}

/**
 * State of a shell: `exited` when the server has told an exit, `ended` when the command or its
 * connection ended without one, `hung up` when we have closed the channel.
 */
type State = "running" | "exited" | "ended" | "hung up";

/**
 * Command or login shell on a PTY of its own connection. When the signal aborts, it is stopped:
 * Ctrl-C, hang-up, SIGKILL. Disposing it stops it and releases or closes the connection.
 */
export class RemoteShell implements Shell {
  readonly #connection: SshConnection;
  readonly #options: RemoteShellOptions;
  readonly #channel: RemoteCommand["channel"];
  readonly #output: ShellOutput;
  /** Resolves when the channel is closed. */
  readonly #closed: Promise<true>;
  #size: TerminalSize;
  #state: State = "running";
  #stopping: Promise<void> | undefined;

  /** Takes over the connection and the command on it. */
  constructor(connection: SshConnection, options: RemoteShellOptions) {
    const { command: { channel, exit }, preamble, size, signal } = options;
    this.#connection = connection;
    this.#options = options;
    this.#channel = channel;
    this.#output = new ShellOutput(channel, preamble);
    this.#closed = new Promise((resolve) => channel.once("close", () => resolve(true)));
    this.#size = size;
    exit.then(this.#endWith, () => this.#endWith(UNKNOWN_EXIT));
    if (signal.aborted) this.#abort();
    else signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** Settles when the command has ended. Rejects with 20005 when the connection was lost. */
  get exit(): Promise<Exit> {
    return this.#options.command.exit;
  }

  /** Number of bytes of input that wait for the server to take them. */
  get unsentBytes(): number {
    return this.#channel.writableLength;
  }

  /**
   * Whether the command has started, as far as its output was read. Always true of a login shell.
   */
  get hasStarted(): boolean {
    return this.#output.hasStarted;
  }

  /**
   * Output of the login, until the command starts or the terminal ends; empty for a login shell. It
   * is read before {@linkcode RemoteShell.output}, which skips the rest of it.
   */
  get login(): AsyncIterable<Uint8Array> {
    return this.#output.login();
  }

  /**
   * Output of the command until it ends, for one reader at a time. Ending the iteration early does
   * not end the command.
   */
  get output(): AsyncIterable<Uint8Array> {
    return this.#output.command();
  }

  /** Writes `bytes` to the terminal. A closed terminal ignores them. */
  write(bytes: Uint8Array): void {
    if (this.#channel.writable) this.#channel.write(bytes);
  }

  /** Sets the size of the terminal, unless it has that size. */
  resize({ cols, rows }: TerminalSize): void {
    if (cols === this.#size.cols && rows === this.#size.rows) return;
    this.#size = { cols, rows };
    this.#channel.setWindow(rows, cols, 0, 0);
  }

  /** Discards the remaining output, so that the command is not blocked by a full window. */
  discardOutput(): void {
    this.#output.discard();
  }

  /** Closes the channel, upon which the server hangs up the terminal (SIGHUP). */
  hangUp(): void {
    this.#state = "hung up";
    this.#channel.close();
    this.#output.cut();
  }

  /** Stops the command if it is running, then releases the connection or closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.signal.removeEventListener("abort", this.#abort);
    this.#stop();
    await this.#stopping;
    if (await this.#isReusable()) await this.#options.release(this.#connection);
    else await this.#connection[Symbol.asyncDispose]();
  }

  /** Checks that the command ended by itself and that its channel is closed. */
  async #isReusable(): Promise<boolean> {
    if (this.#state !== "exited" || this.#options.signal.aborted) return false;
    return await within(CLOSE_MS, this.#closed) === true && !this.#connection.isClosed;
  }

  readonly #endWith = ({ exitCode, signal }: Exit): void => {
    if (this.#state !== "running") return;
    this.#state = exitCode === null && signal === null ? "ended" : "exited";
  };

  #stop(): void {
    if (this.#state === "running") this.#stopping ??= this.#interruptAndEnd();
  }

  /** Stops the command. One that has exited may have a server that never ends its output. */
  readonly #abort = (): void => {
    this.#stop();
    if (this.#stopping === undefined) this.#output.cut();
  };

  /** Sends Ctrl-C, hangs up, and ends the process group. Output can be read until the hang-up. */
  async #interruptAndEnd(): Promise<void> {
    // Ctrl-C may end the shell, by which the group is found, but not the whole group. Ctrl-C also
    // makes the terminal discard unread output, which may hold the marker.
    let group = this.#output.readProcessGroup();
    if (group === undefined) {
      // On a slow server the lookup goes on until the hang-up.
      const finding = findProcessGroup(this.#connection).then((id) => group = id, () => {});
      await within(this.#options.stopLimits.findGroupMs, finding);
    }
    this.#channel.write(ETX);
    await within(INTERRUPT_GRACE_MS, this.#closed);
    group ??= this.#output.readProcessGroup();
    this.hangUp();
    if (this.#connection.isClosed) return;
    const result = group === undefined ? undefined : await this.#endProcessGroup(group);
    if (result !== 0) {
      // Without a group there is nothing to search: the hang-up is all that was done, as with
      // `ssh`.
      const level = group === undefined ? "info" : "warn";
      this.#options.log[level]("processes may be left on the server", {
        server: this.#options.server,
        process_group: group,
        error: result instanceof Error ? result : undefined,
      });
    }
  }

  /**
   * Returns the exit code of the script, the error that prevented it, or undefined when it is late.
   */
  async #endProcessGroup(id: number): Promise<unknown> {
    const over = new AbortController();
    const { reconnect, stopLimits } = this.#options;
    const place = { connection: this.#connection, reconnect, signal: over.signal };
    const ending = endProcessGroup(id, place).catch((error: unknown) => error);
    const result = await within(stopLimits.endGroupMs, ending);
    over.abort();
    return result;
  }
}
