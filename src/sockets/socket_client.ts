import type { Client, Resumption } from "../domain/client.ts";
import type { Principal } from "../domain/principal.ts";
import { AppError, Cancelled } from "../errors.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Topic } from "../protocol/session_messages.ts";
import type { ResumedOperation } from "../protocol/state_events.ts";
import type { EventSink } from "../router/dispatch.ts";
import { type Frame, Outbox } from "./outbox.ts";
import type { Retention } from "./retention.ts";
import type { Socket } from "./socket.ts";

/** Number of characters of an operation that may wait for a client that is away. */
const AWAY_CHARACTERS = 4_194_304;
/**
 * Number of unsent bytes at which a client is closed that sends messages and never reads the
 * answers. Output alone stays below it: the high mark and one event, which is six times as long in
 * JSON when every character of it is escaped.
 */
const UNREAD_LIMIT_BYTES = 8_388_608;
/** Same limit during a replay, which holds up to what is kept and what has waited. */
const REPLAY_LIMIT_BYTES = 33_554_432;
/** Number of broadcasts that a client may leave unread. */
const UNREAD_BROADCASTS = 1_000;

/** Options for {@linkcode SocketClient}. */
export interface SocketClientOptions {
  /** Identity behind the client, and what it may do. */
  readonly principal: Principal;
  /** Bound of what all clients keep. */
  readonly retention: Retention;
  /** Called when the client sends messages and does not read the answers. */
  readonly onUnread: () => void;
  /** Puts another client on this one's socket. */
  readonly onResume: Client["resume"];
}

/** Presence of a client. During a replay, only broadcasts are sent besides it. */
type Presence =
  | { readonly kind: "here" | "replaying"; readonly socket: Socket }
  | { readonly kind: "away"; readonly socket?: undefined };

const AWAY: Presence = { kind: "away" };

/**
 * Client on one socket after the other. Events go out in order, an operation waits while the client
 * does not read, and what was lost with a socket is sent again over the next one.
 */
export class SocketClient implements Client, EventSink {
  /** Id of the client. */
  readonly id = crypto.randomUUID();
  /** Identity behind the client. */
  readonly principal: Principal;
  /** Secret for `resume`, with which the client continues on another socket. */
  readonly resumeToken = crypto.randomUUID();
  /** Address at its first socket: `address:port`. */
  readonly address: string;
  /** Name of the token; without authentication the name that the client has said. */
  name: string | null;
  /** End of the time for `resume`. */
  awayUntil: string | null = null;
  /** Topics of broadcasts that the client follows. */
  follows: readonly Topic[] = [];
  readonly #outbox: Outbox;
  readonly #options: SocketClientOptions;
  readonly #ended = new AbortController();
  #presence: Presence;
  #unreadBroadcasts = 0;
  /** Latest operation. */
  #operation: ResumedOperation | null = null;
  /** Settles with the next change of the presence, and with the end. */
  #changed = Promise.withResolvers<void>();

  /** Creates the client at the other end of `socket`. */
  constructor(socket: Socket, options: SocketClientOptions) {
    this.#presence = { kind: "here", socket };
    this.address = socket.address;
    this.principal = options.principal;
    this.name = options.principal.name;
    this.#options = options;
    this.#outbox = new Outbox(options.retention);
  }

  /** Aborts with a {@linkcode Cancelled} when the client is gone or the service shuts down. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Socket of the client; undefined while it is away. */
  get socket(): Socket | undefined {
    return this.#presence.socket;
  }

  /** Whether there is output that the client may not have received. */
  get keepsOutput(): boolean {
    return this.#outbox.keptCharacters > 0;
  }

  /**
   * Socket that takes new events: none while the client is away, during a replay and while it
   * closes.
   */
  get #receiver(): Socket | undefined {
    const { kind, socket } = this.#presence;
    return kind === "here" && socket.isOpen ? socket : undefined;
  }

  /** Sends an event, after those before it. */
  send(event: ServerEvent): void {
    const json = JSON.stringify(event);
    // The answer goes ahead of the replay that it announces.
    if (event.type === "resumed") return this.socket?.send(json);
    // A state goes ahead of a replay too, in the order of the broadcasts that change it.
    if (event.type === "hello" && this.#presence.kind === "replaying") this.socket?.send(json);
    else this.#sendInOrder({ json, seq: event.type === "output" ? event.seq : undefined });
    if (this.#isUnread()) this.#options.onUnread();
  }

  /**
   * Sends an event for everyone, in JSON. A client that is away is not told.
   *
   * @returns whether the client reads: false when over 1,000 broadcasts wait for it
   */
  broadcast(json: string): boolean {
    const { socket } = this.#presence;
    if (socket === undefined) return true;
    this.#unreadBroadcasts = socket.isCongested ? this.#unreadBroadcasts + 1 : 0;
    socket.send(json);
    return this.#unreadBroadcasts <= UNREAD_BROADCASTS;
  }

  /** Resolves when the client can take more. Rejects with the reason of its signal. */
  async drained(): Promise<void> {
    while (!this.signal.aborted) {
      const receiver = this.#receiver;
      if (receiver === undefined) {
        if (this.#outbox.unsentCharacters < AWAY_CHARACTERS) return;
        await this.#changed.promise;
      } else if (receiver.isCongested) await receiver.pause();
      else return;
    }
    this.signal.throwIfAborted();
  }

  /**
   * Operation whose events are kept: it runs, or its ending may not have arrived. Null without one.
   */
  get operation(): ResumedOperation | null {
    return this.#outbox.isKeeping || this.keepsOutput ? this.#operation : null;
  }

  /** Keeps new events for a resume, until the result is disposed. Kept events stay then. */
  keepOutput(operation: ResumedOperation | null = null): Disposable {
    this.#outbox.begin();
    this.#operation = operation;
    return { [Symbol.dispose]: () => this.#outbox.end() };
  }

  /** Records that the client has the output up to `seq`. */
  acknowledge(seq: number): void {
    this.#outbox.acknowledge(seq);
  }

  /** Puts another client on this one's socket. @throws {AppError} 50007 */
  resume(lost: { readonly token: string; readonly seq: number }): Resumption {
    return this.#options.onResume(lost);
  }

  /** Marks the client as away. Events are kept until it resumes. */
  markAway(): void {
    this.#change(AWAY);
  }

  /**
   * Moves the client to `socket`. Until `replay` is called, only broadcasts and the answer to
   * `resume` are sent there; it sends everything after the output `after`, as fast as the client
   * reads it.
   *
   * @throws {AppError} 50007 when some of that is not kept any more; then nothing has changed
   */
  attach(
    socket: Socket,
    seq: number,
  ): { readonly after: number; readonly replay: () => Promise<void> } {
    const after = this.#outbox.rewind(seq);
    if (after === undefined) {
      const { forgottenSeq } = this.#outbox;
      const detail = `Output is kept only after seq ${forgottenSeq}: resume from there`;
      throw new AppError("SESSION_OWNER_MISMATCH", detail, { facts: { kept_seq: forgottenSeq } });
    }
    const presence: Presence = { kind: "replaying", socket };
    this.#change(presence);
    const replay = async () => {
      while (this.#presence === presence && socket.isOpen) {
        if (socket.isCongested && !this.signal.aborted) {
          await socket.pause();
          continue;
        }
        const next = this.#outbox.shift();
        if (next === undefined) return this.#change({ kind: "here", socket });
        socket.send(next.json);
      }
    };
    return { after, replay };
  }

  /** Cancels everything that the client has under way. `why` is the message of the endings. */
  cancel(why: string): void {
    this.#ended.abort(new Cancelled(why));
    this.#changed.resolve();
  }

  /** Ends the client for good: cancels its operation and drops unsent events. */
  retire(): void {
    this.#change(AWAY);
    this.cancel("The connection ended");
    this.#outbox.clear();
  }

  #sendInOrder(frame: Frame): void {
    this.#outbox.push(frame);
    const receiver = this.#receiver;
    if (receiver === undefined) return;
    for (let next = this.#outbox.shift(); next !== undefined; next = this.#outbox.shift()) {
      receiver.send(next.json);
    }
  }

  /** Checks whether the client sends messages and does not read the answers. */
  #isUnread(): boolean {
    const { kind, socket } = this.#presence;
    if (!socket?.isOpen) return false;
    const unread = socket.unsentBytes + this.#outbox.unsentCharacters;
    return unread > (kind === "here" ? UNREAD_LIMIT_BYTES : REPLAY_LIMIT_BYTES);
  }

  #change(presence: Presence): void {
    this.#presence = presence;
    this.#unreadBroadcasts = 0;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
