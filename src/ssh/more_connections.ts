import type { Buffer } from "node:buffer";
import type { ExecOptions, Executor, RemoteCommand } from "./remote_command.ts";

/**
 * Connections for commands whose channel a server refuses on the first connection, one for each
 * command. Disposing them closes them all.
 */
export class MoreConnections implements AsyncDisposable {
  readonly #open: () => Promise<Executor>;
  readonly #connections = new Set<Executor>();
  #isCut = false;

  /** Creates the set. `open` connects and logs in. */
  constructor(open: () => Promise<Executor>) {
    this.#open = open;
  }

  /**
   * Starts a command on a new connection, which is closed when the command ends.
   *
   * @throws {AppError} 20005, 22003, 22004, and the failures of connecting
   */
  async exec(command: string | Buffer, options: ExecOptions): Promise<RemoteCommand> {
    await using opening = new AsyncDisposableStack();
    const connection = opening.use(await this.#open());
    this.#connections.add(connection);
    connection.lost.addEventListener("abort", () => this.#connections.delete(connection));
    if (this.#isCut) connection.cut();
    const started = await connection.exec(command, options);
    started.channel.once("close", () => connection[Symbol.asyncDispose]());
    opening.move();
    return started;
  }

  /** Cuts all connections, and those that are still being opened. */
  cut(): void {
    this.#isCut = true;
    for (const connection of this.#connections) connection.cut();
  }

  /** Closes all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    const open = [...this.#connections];
    await Promise.all(open.map((connection) => connection[Symbol.asyncDispose]()));
  }
}
