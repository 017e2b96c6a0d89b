import type { ServerConfig } from "../config.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** A connection that waits for its next use. */
interface Idle {
  readonly connection: SshConnection;
  readonly expiry: ReturnType<typeof setTimeout>;
}

/** How long a connection waits for its next use. */
const IDLE_MS = 60_000;

/**
 * Keeps at most one idle connection for each server, so that the next command needs no login. It serves one at a time:
 * what is taken is gone from here until it is given back. Its host key was judged when it logged in; a change of that
 * key or of the account shows at the next login, so not before a minute without use. Disposing it closes them all.
 */
export class WarmConnections implements AsyncDisposable {
  readonly #idle = new Map<ServerConfig, Idle>();
  /** Those whose time is over, until they are closed. */
  readonly #closing = new Set<SshConnection>();
  readonly #idleMs: number;
  #isDisposed = false;

  /** Takes how long a connection may wait for its next use, in ms; default 60,000. */
  constructor({ idleMs = IDLE_MS }: { idleMs?: number | undefined } = {}) {
    this.#idleMs = idleMs;
  }

  /** Hands out the idle connection to `server`, unless there is none or it has closed. The caller gives it back or disposes it. */
  take(server: ServerConfig): SshConnection | undefined {
    const idle = this.#idle.get(server);
    if (idle === undefined) return undefined;
    this.#idle.delete(server);
    clearTimeout(idle.expiry);
    return idle.connection.isClosed ? undefined : idle.connection;
  }

  /** Keeps a healthy connection on which nothing runs; one that is too many is closed. */
  async keep(server: ServerConfig, connection: SshConnection): Promise<void> {
    const other = this.#idle.get(server);
    const isTooMany = other !== undefined && !other.connection.isClosed;
    if (this.#isDisposed || connection.isClosed || isTooMany) return await this.#close(connection);
    clearTimeout(other?.expiry);
    const expire = () => {
      this.#idle.delete(server);
      this.#close(connection);
    };
    this.#idle.set(server, { connection, expiry: setTimeout(expire, this.#idleMs) });
  }

  /** Closes what is idle, and from now on what is given back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const idle = [...this.#idle.keys()].map((server) => this.take(server));
    const open = [...this.#closing, ...idle].filter((connection) => connection !== undefined);
    await Promise.all(open.map((connection) => this.#close(connection)));
  }

  async #close(connection: SshConnection): Promise<void> {
    this.#closing.add(connection);
    await connection[Symbol.asyncDispose]();
    this.#closing.delete(connection);
  }
}
