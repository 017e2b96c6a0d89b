import type { Server } from "../domain/server.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** A connection that waits for its next use. */
interface Idle {
  readonly connection: SshConnection;
  readonly expiry: ReturnType<typeof setTimeout>;
  readonly sinceMs: number;
}

/** How long a connection waits for its next use. */
const IDLE_MS = 60_000;
/** One that has waited for longer than this may be dead without anybody knowing: it is asked before it is used. */
const TRUST_MS = 5_000;
/** What the answer may take. */
const ANSWER_MS = 2_000;

/**
 * Keeps at most one idle connection for each server, so that the next command needs no login. It serves one at a time:
 * what is taken is gone from here until it is given back. Its host key was judged when it logged in; a change of that
 * key or of the account shows at the next login, so not before a minute without use. Disposing it closes them all.
 */
export class WarmConnections implements AsyncDisposable {
  readonly #idle = new Map<Server, Idle>();
  /** Those whose time is over, until they are closed. */
  readonly #closing = new Set<SshConnection>();
  readonly #idleMs: number;
  readonly #trustMs: number;
  #isDisposed = false;

  /**
   * Takes, in ms, how long a connection may wait for its next use (default 60,000), and for how long it is taken for alive
   * without being asked (default 5,000).
   */
  constructor(
    { idleMs = IDLE_MS, trustMs = TRUST_MS }: { idleMs?: number | undefined; trustMs?: number } =
      {},
  ) {
    this.#idleMs = idleMs;
    this.#trustMs = trustMs;
  }

  /** Hands out the idle connection to `server`, unless there is none or it is dead. The caller gives it back or disposes it. */
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

  /** Keeps a healthy connection on which nothing runs; one that is too many is closed. */
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

  /** Closes what is idle, and from now on what is given back. */
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
