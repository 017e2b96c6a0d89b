import type { Server } from "../domain/server.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** Idle connection. */
interface Idle {
  readonly connection: SshConnection;
  /** Timer that closes the connection. */
  readonly expiry: ReturnType<typeof setTimeout>;
  readonly sinceMs: number;
}

/** Default maximum idle time of a connection, in milliseconds. */
const IDLE_MS = 60_000;
/** Default idle time after which a connection is probed before its next use, in milliseconds. */
const TRUST_MS = 5_000;
/** Time for the answer to that probe, in milliseconds. */
const ANSWER_MS = 2_000;

/** Options for {@linkcode WarmConnections}. */
export interface WarmConnectionsOptions {
  /** Maximum idle time of a connection, in milliseconds. Default: 60,000. */
  readonly idleMs?: number | undefined;
  /**
   * Idle time after which a connection is probed before it is used, in milliseconds. Default:
   * 5,000.
   */
  readonly trustMs?: number | undefined;
}

/**
 * Idle connections, at most one for each server, so that the next command needs no login. A
 * connection runs one command at a time. A new host key or a locked account is noticed at the next
 * login, which comes after a minute without use at the latest. Disposing closes all idle
 * connections.
 */
export class WarmConnections implements AsyncDisposable {
  readonly #idle = new Map<Server, Idle>();
  /** Connections that are being closed. */
  readonly #closing = new Set<SshConnection>();
  readonly #idleMs: number;
  readonly #trustMs: number;
  #isDisposed = false;

  /** Creates the set without a connection. */
  constructor({ idleMs = IDLE_MS, trustMs = TRUST_MS }: WarmConnectionsOptions = {}) {
    this.#idleMs = idleMs;
    this.#trustMs = trustMs;
  }

  /**
   * Takes the idle connection to `server`. The caller disposes it, or passes it to
   * {@linkcode WarmConnections.keep} after its use.
   *
   * @returns undefined when there is none, or when its server does not answer any more
   */
  async take(server: Server): Promise<SshConnection | undefined> {
    const idle = this.#remove(server);
    if (idle === undefined || idle.connection.isClosed) return undefined;
    const { connection, sinceMs } = idle;
    if (performance.now() - sinceMs < this.#trustMs) return connection;
    if (await connection.answers(ANSWER_MS)) return connection;
    connection.cut();
    await this.#close(connection);
    return undefined;
  }

  /**
   * Keeps a connection on which nothing runs. Closes it when the server has an idle one already.
   */
  async keep(server: Server, connection: SshConnection): Promise<void> {
    const other = this.#idle.get(server);
    const isTooMany = other !== undefined && !other.connection.isClosed;
    if (this.#isDisposed || connection.isClosed || isTooMany) return await this.#close(connection);
    clearTimeout(other?.expiry);
    const expire = () => {
      this.#idle.delete(server);
      this.#close(connection);
    };
    const expiry = setTimeout(expire, this.#idleMs);
    this.#idle.set(server, { connection, expiry, sinceMs: performance.now() });
  }

  /** Closes the idle connection to `server`, if there is one. */
  async closeIdle(server: Server): Promise<void> {
    const idle = this.#remove(server);
    if (idle !== undefined) await this.#close(idle.connection);
  }

  /** Closes all idle connections, and every connection that is kept later. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const idle = [...this.#idle.keys()].map((server) => this.#remove(server)?.connection);
    const open = [...this.#closing, ...idle].filter((connection) => connection !== undefined);
    await Promise.all(open.map((connection) => this.#close(connection)));
  }

  #remove(server: Server): Idle | undefined {
    const idle = this.#idle.get(server);
    this.#idle.delete(server);
    clearTimeout(idle?.expiry);
    return idle;
  }

  async #close(connection: SshConnection): Promise<void> {
    this.#closing.add(connection);
    await connection[Symbol.asyncDispose]();
    this.#closing.delete(connection);
  }
}
