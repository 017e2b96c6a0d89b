import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import { dispatch, type Endpoint, type Peer } from "../router/dispatch.ts";
import { CLOSE, meansAway } from "./close_codes.ts";
import { Connection } from "./connection.ts";
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

/** What serves a connection, and the first event it gets. */
export interface Admission<Context> {
  /** Handles its messages. */
  readonly endpoint: Endpoint<Context>;
  /** Its first event. */
  readonly welcome: ServerEvent;
  /**
   * Called with the end of the time for `resume` when the client is away, and with null when it is
   * back.
   */
  readonly onAway: (until: Date | null) => void;
}

/** Settings of a {@linkcode Hub}. */
export interface HubOptions<Context> {
  /** Where connections and their failures are logged. */
  readonly log: Log;
  /** Called once per connection, before its first frame. */
  readonly admit: (peer: Peer, line: Line) => Admission<Context>;
  /** Time for which a client that is away can be resumed, in seconds; 0 = not at all. */
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
  readonly #watch: ReturnType<typeof setInterval>;
  /** Number of messages and replays under way. */
  #underWay = 0;
  /** Called when nothing is under way any more. */
  #onIdle = () => {};
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
    socket.onclose = ({ code }) => this.#end(wire, code);
    // A broken connection fires `error` and then `close`; without a listener Deno would report it as uncaught.
    socket.onerror = (event) => event.preventDefault();
  }

  /** Sends `event` to everyone. */
  broadcast(event: ServerEvent): void {
    const text = JSON.stringify(event);
    const unread: Wire[] = [];
    for (const [wire, { connection }] of this.#connected) {
      if (!connection.broadcast(text)) unread.push(wire);
    }
    // Closing a client can cause broadcasts: they come after this one for everyone.
    for (const wire of unread) this.#close(wire, CLOSE.tryAgainLater, "broadcasts are not read");
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
    if (this.#underWay > 0) await new Promise<void>((resolve) => this.#onIdle = resolve);
    for (const wire of this.#connected.keys()) {
      this.#close(wire, CLOSE.goingAway, "The service is shutting down");
    }
  }

  #open(wire: Wire): void {
    if (this.#leaving) return wire.close(CLOSE.goingAway, "The service is shutting down");
    const { log, admit } = this.#options;
    const connection = new Connection(wire, {
      log,
      retention: this.#retention,
      onUnread: () => this.#close(connection.wire, CLOSE.policy, "answers are not read"),
    });
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
    // Deno delivers nothing after close(), but a message can be on its way by then.
    if (client === undefined) return;
    const { connection, endpoint } = client;
    wire.heard();
    if (client.pending === PENDING_LIMIT) {
      return this.#close(wire, CLOSE.policy, "too many messages under way");
    }
    client.pending++;
    const failure = await this.#track(dispatch(data, { peer: connection, endpoint }));
    client.pending--;
    if (failure?.kind === "MESSAGE_TOO_LARGE") this.#close(wire, CLOSE.tooBig, failure.message);
  }

  /** Tracks `work`, so that disposal waits for it. */
  async #track<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay++;
    try {
      return await work;
    } finally {
      if (--this.#underWay === 0) this.#onIdle();
    }
  }

  /** Closes `wire`; the code tells whether its client may come back. */
  #close(wire: Wire | undefined, code: number, reason: string): void {
    if (wire === undefined) return;
    wire.close(code, reason);
    this.#end(wire, code);
  }

  /** Marks the client of `wire`, which was closed with `code`, as away or gone. */
  #end(wire: Wire, code: number): void {
    const client = this.#connected.get(wire);
    if (client === undefined) return;
    this.#connected.delete(wire);
    if (this.#canResume(client, code)) this.#lose(client, code);
    else this.#forget(client, code);
  }

  /** Checks whether a client may come back: it did not leave for good, and left something here. */
  #canResume({ connection, pending }: Client<Context>, code: number): boolean {
    if (!meansAway(code) || this.#leaving || this.#options.resumeSeconds === 0) return false;
    return pending > 0 || connection.keepsOutput;
  }

  /** Keeps what a client has until it resumes, at most for the time that it is given. */
  #lose(client: Client<Context>, code: number): void {
    const { connection, onAway } = client;
    const { resumeSeconds, log } = this.#options;
    connection.lose();
    client.expiry = setTimeout(() => this.#forget(client, code), resumeSeconds * 1000);
    log.info("client away", { connection: connection.id, close: code });
    onAway(new Date(Date.now() + resumeSeconds * 1000));
  }

  #forget({ connection }: Client<Context>, code: number): void {
    this.#clients.delete(connection.token);
    connection.retire();
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
          client.onAway(null);
        }
        void this.#track(replay());
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
      connection.log.warn("client timed out", { connection: connection.id });
      this.#close(wire, CLOSE.tryAgainLater, "no sign of life");
    }
  }
}
