import type { ServerConfig } from "../config.ts";
import type { Log } from "../log.ts";
import type { HostKeyPolicy } from "./host_keys.ts";
import { loginCommand, Preamble } from "./login_command.ts";
import { RemoteShell } from "./remote_shell.ts";
import { SshConnection } from "./ssh_connection.ts";

/** What a command is started with. */
interface StartOptions {
  readonly command: Uint8Array;
  readonly size: { readonly cols: number; readonly rows: number };
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

/** Starts commands over SSH, each on a connection of its own. */
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
    const { log, ...options } = this.#options;
    await using opened = new AsyncDisposableStack();
    const connection = opened.use(await SshConnection.open(server, { ...options, signal }));
    const nonce = crypto.randomUUID();
    const started = await connection.exec(loginCommand(command, nonce), {
      pty: { ...size, term: "xterm-256color" },
      signal,
    });
    opened.move();
    const { signal: never } = new AbortController();
    const reconnect = () => SshConnection.open(server, { ...options, signal: never });
    return new RemoteShell(connection, {
      command: started,
      preamble: new Preamble(nonce),
      signal,
      log,
      reconnect,
    });
  }
}
