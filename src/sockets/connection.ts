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

/** Close codes of RFC 6455, 7.4.1, and 1013 of the IANA registry. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  policy: 1008,
  tooBig: 1009,
  tryAgainLater: 1013,
} as const;

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
  readonly #ended = new AbortController();
  #wire: Wire | undefined;
  /** Who sends what the last wire swallowed, while that is under way: until then nothing overtakes it. */
  #replay: object | undefined;
  #unreadBroadcasts = 0;
  /** Settles with the next change of the wire, and with the end. */
  #changed = Promise.withResolvers<void>();

  /** Speaks over `wire`; `retention` bounds what all connections keep. */
  constructor(wire: Wire, { log, retention }: { log: Log; retention: Retention }) {
    this.#wire = wire;
    this.address = wire.address;
    this.log = log;
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

  send(event: ServerEvent): void {
    const text = JSON.stringify(event);
    // Ahead of what it announces.
    if (event.type === "resumed") return this.#wire?.post(text);
    this.#outbox.push({ text, seq: event.type === "output" ? event.seq : undefined });
    if (this.#wire !== undefined && this.#replay === undefined) {
      for (let next = this.#outbox.shift(); next !== undefined; next = this.#outbox.shift()) {
        this.#wire.post(next.text);
      }
    }
    this.#dropUnread();
  }

  /**
   * Sends an event for everyone, already encoded; who is away is not told. Closes a connection with 1013 that has let too
   * many wait.
   */
  broadcast(text: string): void {
    if (this.#wire === undefined) return;
    this.#unreadBroadcasts = this.#wire.isCongested ? this.#unreadBroadcasts + 1 : 0;
    this.#wire.post(text);
    if (this.#unreadBroadcasts > UNREAD_BROADCASTS) {
      this.close(CLOSE.tryAgainLater, "broadcasts are not read");
    }
  }

  async drained(): Promise<void> {
    while (!this.signal.aborted) {
      if (this.#wire === undefined || this.#replay !== undefined) {
        if (this.#outbox.unsentCharacters < AWAY_CHARACTERS) return;
        await this.#changed.promise;
      } else if (this.#wire.isCongested) await this.#wire.pause();
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

  /** The client is gone without a goodbye: what it misses waits for it. */
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

  /** Cuts off who asks for more and more and reads none of it. */
  #dropUnread(): void {
    const unread = (this.#wire?.unsentBytes ?? 0) + this.#outbox.unsentCharacters;
    const limit = this.#replay === undefined ? UNREAD_LIMIT_BYTES : REPLAY_LIMIT_BYTES;
    if (this.#wire !== undefined && unread > limit) {
      this.close(CLOSE.policy, "answers are not read");
    }
  }

  /** Ends what runs for this connection; `why` is the message of its ending. */
  cancel(why: string): void {
    this.#ended.abort(new Cancelled(why));
    this.#changed.resolve();
  }

  /** It is over: nobody will read what it sends. */
  retire(): void {
    this.#change(undefined);
    this.cancel("The connection ended");
    this.#outbox.clear();
  }

  /** Starts the closing handshake and ends what runs: nothing of a closing connection is worth waiting for. */
  close(code: number, reason: string): void {
    this.cancel("The connection ended");
    this.#wire?.close(code, reason);
  }

  #change(wire: Wire | undefined, replay?: object): void {
    this.#wire = wire;
    this.#replay = replay;
    this.#unreadBroadcasts = 0;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
