import { AppError, Cancelled } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Peer } from "../router/dispatch.ts";
import { Outbox } from "./outbox.ts";
import type { Retention } from "./retention.ts";
import type { Wire } from "./wire.ts";

/** Characters of an operation that may wait for a client that is away; then the operation waits. */
const AWAY_CHARACTERS = 4_194_304;
/**
 * Unsent bytes at which a client that sends and never reads its answers is cut off. Output alone stays below it: the high
 * mark and one event, which is six times as long in JSON when every character of it is escaped.
 */
const UNREAD_LIMIT_BYTES = 8_388_608;
/** The same while there is a replay, which holds up to what is kept and what has waited. */
const REPLAY_LIMIT_BYTES = 33_554_432;
/** Broadcasts that a slow client may leave unread. */
const UNREAD_BROADCASTS = 1_000;

/** Settings of a {@linkcode Connection}. */
export interface ConnectionOptions {
  /** Log of its failures. */
  readonly log: Log;
  /** Bounds what all connections keep. */
  readonly retention: Retention;
  /** Called when the client sends more than it reads answers. */
  readonly onUnread: () => void;
}

/**
 * A client, over one wire after the other: events go out in order, an operation waits while the client does not read, and
 * what a lost wire may have swallowed is sent again over the next one.
 */
export class Connection implements Peer {
  /** Id of the connection, told in its welcome. */
  readonly id = crypto.randomUUID();
  /** The secret with which another wire can take its place. */
  readonly token = crypto.randomUUID();
  /** Where the client was when it connected: `address:port`. */
  readonly address: string;
  /** Where its failures are logged. */
  readonly log: Log;
  readonly #outbox: Outbox;
  readonly #onUnread: () => void;
  readonly #ended = new AbortController();
  #wire: Wire | undefined;
  /** Who sends what the last wire swallowed, while that is under way: until then nothing overtakes it. */
  #replay: object | undefined;
  #unreadBroadcasts = 0;
  /** Settles with the next change of the wire, and with the end. */
  #changed = Promise.withResolvers<void>();

  /** Creates the connection of the client at the other end of `wire`. */
  constructor(wire: Wire, { log, retention, onUnread }: ConnectionOptions) {
    this.#wire = wire;
    this.address = wire.address;
    this.log = log;
    this.#onUnread = onUnread;
    this.#outbox = new Outbox(retention);
  }

  /** Aborts with a {@linkcode Cancelled} when the connection ends or is told to by {@linkcode Connection.cancel}. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** What it speaks over; undefined while the client is away. */
  get wire(): Wire | undefined {
    return this.#wire;
  }

  /** Whether there is output that the client may not have received. */
  get keepsOutput(): boolean {
    return this.#outbox.keptCharacters > 0;
  }

  /**
   * Wire that takes what is sent; undefined while the client is away, a replay goes first, or the
   * wire closes.
   */
  get #receiver(): Wire | undefined {
    return this.#replay === undefined && this.#wire?.isOpen ? this.#wire : undefined;
  }

  send(event: ServerEvent): void {
    const text = JSON.stringify(event);
    // Ahead of what it announces.
    if (event.type === "resumed") return this.#wire?.post(text);
    this.#outbox.push({ text, seq: event.type === "output" ? event.seq : undefined });
    const receiver = this.#receiver;
    if (receiver !== undefined) {
      for (let next = this.#outbox.shift(); next !== undefined; next = this.#outbox.shift()) {
        receiver.post(next.text);
      }
    }
    if (this.#isUnread()) this.#onUnread();
  }

  /**
   * Sends an event for everyone, already encoded. A client that is away is not told.
   *
   * @returns whether the client reads: false when over 1,000 broadcasts wait for it
   */
  broadcast(text: string): boolean {
    if (this.#wire === undefined) return true;
    this.#unreadBroadcasts = this.#wire.isCongested ? this.#unreadBroadcasts + 1 : 0;
    this.#wire.post(text);
    return this.#unreadBroadcasts <= UNREAD_BROADCASTS;
  }

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

  /** Keeps what is sent until the result is disposed. */
  keep(): Disposable {
    this.#outbox.begin();
    return { [Symbol.dispose]: () => this.#outbox.end() };
  }

  /** The client has everything up to the output `seq`. */
  acknowledge(seq: number): void {
    this.#outbox.acknowledge(seq);
  }

  /** Marks the client as away. Events are kept until it resumes. */
  lose(): void {
    this.#change(undefined);
  }

  /**
   * Speaks over `wire` from now on, where nothing but broadcasts and the answer to `resume` is sent before `replay` is called:
   * it sends everything after the output `after`, as fast as the client reads it.
   *
   * @throws {AppError} 50007 when some of that is not kept any more; then nothing has changed
   */
  attach(
    wire: Wire,
    seq: number,
  ): { readonly after: number; readonly replay: () => Promise<void> } {
    const after = this.#outbox.rewind(seq);
    if (after === undefined) {
      const { forgottenSeq } = this.#outbox;
      const detail = `Output is kept only after seq ${forgottenSeq}: resume from there`;
      throw new AppError("SESSION_OWNER_MISMATCH", detail);
    }
    const replay = {};
    this.#change(wire, replay);
    const send = async () => {
      while (this.#replay === replay && wire.isOpen) {
        if (wire.isCongested && !this.signal.aborted) {
          await wire.pause();
          continue;
        }
        const next = this.#outbox.shift();
        if (next === undefined) return this.#change(wire);
        wire.post(next.text);
      }
    };
    return { after, replay: send };
  }

  /** Checks whether the client asks for more and more and reads none of it. */
  #isUnread(): boolean {
    if (!this.#wire?.isOpen) return false;
    const unread = this.#wire.unsentBytes + this.#outbox.unsentCharacters;
    return unread > (this.#replay === undefined ? UNREAD_LIMIT_BYTES : REPLAY_LIMIT_BYTES);
  }

  /** Ends what runs for this connection; `why` is the message of its ending. */
  cancel(why: string): void {
    this.#ended.abort(new Cancelled(why));
    this.#changed.resolve();
  }

  /** Ends the client for good: cancels its operation and drops unsent events. */
  retire(): void {
    this.#change(undefined);
    this.cancel("The connection ended");
    this.#outbox.clear();
  }

  #change(wire: Wire | undefined, replay?: object): void {
    this.#wire = wire;
    this.#replay = replay;
    this.#unreadBroadcasts = 0;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
