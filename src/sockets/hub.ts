import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import { dispatch, type Endpoint, type Peer } from "../router/dispatch.ts";
import { CLOSE, Connection } from "./connection.ts";
import { Retention } from "./retention.ts";
import { Wire } from "./wire.ts";

/** A connection that was given another wire. */
export interface Resumption {
  /** Its id. */
  readonly connectionId: string;
  /** What is sent again comes after this output. */
  readonly seq: number;
  /** To be called when that has been answered: sends it. */
  readonly replay: () => void;
}

/** What a feature may do with a connection besides answering its messages. */
export interface Line {
  /** The secret with which another connection can take its place. */
  readonly token: string;
  /** Keeps what is sent until the result is disposed, for a client that loses its connection. */
  keep(): Disposable;
  /** The client has everything up to the output `seq`: nothing of that has to be kept. */
  acknowledge(seq: number): void;
  /**
   * Gives this connection's wire to the one whose `token` it is, for whose client the output `seq` was the last; this one is
   * over.
   *
   * @throws {AppError} 50007 when there is no such connection, or when some of that is not kept any more
   */
  resume(lost: { token: string; seq: number }): Resumption;
}

/** Whether a client is connected, was lost and may come back, or is gone. */
export type Presence = "here" | "away" | "gone";

/** What serves a connection, and the first event it gets. */
export interface Admission<Context> {
  /** Handles its messages. */
  readonly endpoint: Endpoint<Context>;
  /** Its first event. */
  readonly welcome: ServerEvent;
  /** Told when that changes; `here` is how it begins. */
  readonly onPresence: (presence: Presence) => void;
}

/** Settings of a {@linkcode Hub}. */
export interface HubOptions<Context> {
  /** Where connections and their failures are logged. */
  readonly log: Log;
  /** Called once per connection, before its first frame. */
  readonly admit: (peer: Peer, line: Line) => Admission<Context>;
  /** How long a connection that ended without a close frame can be resumed; 0 = not at all. */
  readonly resumeSeconds: number;
  /** A client is dead that neither reads nor answers for so long; default 60,000. */
  readonly deadAfterMs?: number;
}

/** A connection and what serves it. */
interface Client<Context> extends Admission<Context> {
  readonly connection: Connection;
  /** Messages under way. */
  pending: number;
  /** Ends it when it is away for too long. */
  expiry?: ReturnType<typeof setTimeout>;
}

/** Messages of one connection that may be under way at a time. */
const PENDING_LIMIT = 1_000;

/** Every connection. Disposing it cancels what runs, waits for the endings, and closes the sockets with 1001. */
export class Hub<Context> implements AsyncDisposable {
  readonly #options: HubOptions<Context>;
  /** Who speaks over which wire. */
  readonly #connected = new Map<Wire, Client<Context>>();
  /** Those, and who is away, by their tokens. */
  readonly #clients = new Map<string, Client<Context>>();
  /** Who has given its wire away, until that has been answered. */
  readonly #retiring = new Set<Connection>();
  readonly #retention = new Retention();
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
    return this.#connected.size;
  }

  /** Takes over a socket that is being opened by the client at `address`. */
  adopt(socket: WebSocket, address: string): void {
    socket.binaryType = "arraybuffer";
    const wire = new Wire(socket, address);
    socket.onopen = () => this.#open(wire);
    socket.onmessage = ({ data }) => this.#hear(wire, data);
    // Deno tells the end of TCP without a close frame by the code 0.
    socket.onclose = ({ code }) => code === 0 ? this.#lose(wire) : this.#end(wire, code);
    // A broken connection fires `error` and then `close`; without a listener Deno would report it as uncaught.
    socket.onerror = (event) => event.preventDefault();
  }

  /** Sends `event` to everyone. */
  broadcast(event: ServerEvent): void {
    const text = JSON.stringify(event);
    for (const { connection } of this.#connected.values()) connection.broadcast(text);
  }

  /** Cancels what runs, waits for the endings, and closes the sockets with 1001. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving = true;
    clearInterval(this.#watch);
    for (const { connection, expiry } of this.#clients.values()) {
      clearTimeout(expiry);
      connection.cancel("The service is shutting down");
    }
    for (const connection of this.#retiring) connection.retire();
    await Promise.all(this.#pending);
    for (const wire of this.#connected.keys()) {
      wire.close(CLOSE.goingAway, "The service is shutting down");
    }
  }

  #open(wire: Wire): void {
    if (this.#leaving) return wire.close(CLOSE.goingAway, "The service is shutting down");
    const { log, admit } = this.#options;
    const connection = new Connection(wire, { log, retention: this.#retention });
    const line: Line = {
      token: connection.token,
      keep: () => connection.keep(),
      acknowledge: (seq) => connection.acknowledge(seq),
      resume: (lost) => this.#resume(client, lost),
    };
    const client: Client<Context> = { ...admit(connection, line), connection, pending: 0 };
    connection.send(client.welcome);
    this.#connected.set(wire, client);
    this.#clients.set(connection.token, client);
    log.info("connected", { connection: connection.id, peer: wire.address });
  }

  async #hear(wire: Wire, data: unknown): Promise<void> {
    const client = this.#connected.get(wire);
    // Who was told to go may send on for as long as it does not read that.
    if (client === undefined || !wire.isOpen) return;
    const { connection, endpoint } = client;
    wire.heard();
    if (++client.pending > PENDING_LIMIT) {
      return connection.close(CLOSE.policy, "too many messages under way");
    }
    const failure = await this.#until(dispatch(data, { peer: connection, endpoint }));
    client.pending--;
    if (failure?.kind === "MESSAGE_TOO_LARGE") connection.close(CLOSE.tooBig, failure.message);
  }

  /** Lets the disposal wait for `work`. */
  async #until<Result>(work: Promise<Result>): Promise<Result> {
    this.#pending.add(work);
    const result = await work;
    this.#pending.delete(work);
    return result;
  }

  /** A wire is gone without a goodbye: who spoke over it may come back over another one. */
  #lose(wire: Wire): void {
    const client = this.#connected.get(wire);
    const { resumeSeconds, log } = this.#options;
    if (resumeSeconds === 0 || this.#leaving || client?.connection.signal.aborted !== false) {
      return this.#end(wire, 0);
    }
    this.#connected.delete(wire);
    client.connection.lose();
    client.expiry = setTimeout(() => this.#forget(client, 0), resumeSeconds * 1000);
    log.info("connection lost", { connection: client.connection.id });
    client.onPresence("away");
  }

  /** A wire was closed, and who spoke over it is gone. */
  #end(wire: Wire, code: number): void {
    const client = this.#connected.get(wire);
    this.#connected.delete(wire);
    if (client !== undefined) this.#forget(client, code);
  }

  #forget({ connection, onPresence }: Client<Context>, code: number): void {
    this.#clients.delete(connection.token);
    connection.retire();
    onPresence("gone");
    connection.log.info("disconnected", { connection: connection.id, close: code });
  }

  #resume(
    from: Client<Context>,
    { token, seq }: { token: string; seq: number },
  ): Resumption {
    const client = this.#clients.get(token);
    const { wire } = from.connection;
    if (client === undefined || wire === undefined || this.#options.resumeSeconds === 0) {
      const detail = "Nothing can be resumed: the token is wrong, or its time is over";
      throw new AppError("SESSION_OWNER_MISMATCH", detail);
    }
    const { connection } = client;
    const before = connection.wire;
    const { after, replay } = connection.attach(wire, seq);
    if (client !== from) this.#move(client, { from, before, wire });
    return {
      connectionId: connection.id,
      seq: after,
      replay: () => {
        if (this.#retiring.delete(from.connection)) {
          from.connection.retire();
          client.onPresence("here");
        }
        void this.#until(replay());
      },
    };
  }

  /** Puts `client` in the place of `from`. Its wire until now may be dead without anybody knowing. */
  #move(
    client: Client<Context>,
    { from, before, wire }: { from: Client<Context>; before: Wire | undefined; wire: Wire },
  ): void {
    clearTimeout(client.expiry);
    if (before !== undefined) {
      this.#connected.delete(before);
      before.close(CLOSE.normal, "resumed over another connection");
    }
    this.#clients.delete(from.connection.token);
    this.#retiring.add(from.connection);
    this.#connected.set(wire, client);
    client.connection.log.info("connection resumed", {
      connection: client.connection.id,
      peer: wire.address,
    });
  }

  #dropDead(deadAfterMs: number): void {
    for (const [wire, { connection }] of this.#connected) {
      if (!wire.isSilentFor(deadAfterMs)) continue;
      connection.log.warn("connection dead", { connection: connection.id });
      wire.close(CLOSE.policy, "no sign of life");
      this.#lose(wire);
    }
  }
}
