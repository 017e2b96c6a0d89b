import type { Log } from "../log.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import { dispatch, type Endpoint, type Peer } from "../router/dispatch.ts";
import { CLOSE, Connection } from "./connection.ts";

/** What serves a connection, and the first event it gets. */
export interface Admission<Context> {
  /** Handles its messages. */
  readonly endpoint: Endpoint<Context>;
  /** Its first event. */
  readonly welcome: ServerEvent;
}

/** Settings of a {@linkcode Hub}. */
export interface HubOptions<Context> {
  /** Where connections and their failures are logged. */
  readonly log: Log;
  /** Called once per connection, before its first frame. */
  readonly admit: (peer: Peer) => Admission<Context>;
  /** A client is dead that neither reads nor answers for so long; default 60,000. */
  readonly deadAfterMs?: number;
}

/** Messages of one connection that may be under way at a time. */
const PENDING_LIMIT = 1_000;

/** Every open connection. Disposing it cancels what runs, waits for the endings, and closes the sockets with 1001. */
export class Hub<Context> implements AsyncDisposable {
  readonly #options: HubOptions<Context>;
  readonly #connections = new Set<Connection>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #watch: ReturnType<typeof setInterval>;
  #leaving = false;

  /** Starts to watch for dead connections; dispose the hub to end that. */
  constructor(options: HubOptions<Context>) {
    this.#options = options;
    const deadAfterMs = options.deadAfterMs ?? 60_000;
    this.#watch = setInterval(() => this.#dropDead(deadAfterMs), deadAfterMs / 12);
  }

  /** How many clients are connected. */
  get size(): number {
    return this.#connections.size;
  }

  /** Takes over a socket that is being opened by the client at `address`. */
  adopt(socket: WebSocket, address: string): void {
    socket.binaryType = "arraybuffer";
    const { log, admit } = this.#options;
    const connection = new Connection(socket, { log, address });
    socket.onopen = () => {
      if (this.#leaving) return connection.close(CLOSE.goingAway, "The service is shutting down");
      const { endpoint, welcome } = admit(connection);
      connection.send(welcome);
      this.#connections.add(connection);
      log.info("connected", { connection: connection.id, peer: address });
      this.#serve(socket, { connection, endpoint });
    };
    socket.onclose = ({ code }) => {
      connection.cancel("The connection ended");
      if (this.#connections.delete(connection)) {
        log.info("disconnected", { connection: connection.id, close: code });
      }
    };
    // A broken connection fires `error` and then `close`; without a listener Deno would report it as uncaught.
    socket.onerror = (event) => event.preventDefault();
  }

  /** Sends `event` to everyone. */
  broadcast(event: ServerEvent): void {
    const text = JSON.stringify(event);
    for (const connection of this.#connections) connection.broadcast(text);
  }

  /** Cancels what runs, waits for the endings, and closes the sockets with 1001. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving = true;
    clearInterval(this.#watch);
    for (const connection of this.#connections) connection.cancel("The service is shutting down");
    await Promise.all(this.#pending);
    for (const connection of this.#connections) {
      connection.close(CLOSE.goingAway, "The service is shutting down");
    }
  }

  #serve(
    socket: WebSocket,
    { connection, endpoint }: { connection: Connection; endpoint: Endpoint<Context> },
  ): void {
    let pending = 0;
    socket.onmessage = async ({ data }) => {
      // Who was told to go may send on for as long as it does not read that.
      if (socket.readyState !== WebSocket.OPEN) return;
      connection.heard();
      if (++pending > PENDING_LIMIT) {
        return connection.close(CLOSE.policy, "too many messages under way");
      }
      const work = dispatch(data, { peer: connection, endpoint });
      this.#pending.add(work);
      const failure = await work;
      this.#pending.delete(work);
      pending--;
      if (failure?.kind === "MESSAGE_TOO_LARGE") connection.close(CLOSE.tooBig, failure.message);
    };
  }

  #dropDead(deadAfterMs: number): void {
    for (const connection of this.#connections) {
      if (!connection.isSilentFor(deadAfterMs)) continue;
      connection.log.warn("connection dead", { connection: connection.id });
      this.#connections.delete(connection);
      connection.close(CLOSE.policy, "no sign of life");
    }
  }
}
