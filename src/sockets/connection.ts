import { Cancelled } from "../errors.ts";
import type { Log } from "../log.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Peer } from "../router/dispatch.ts";

/** Unsent bytes up to which the connection takes more output from an operation. */
const HIGH_MARK_BYTES = 1_048_576;
/** How often a full socket is looked at: WebSocket has no event for it. */
const POLL_MS = 2;
/**
 * Unsent bytes at which a client that sends and never reads its answers is cut off. Output alone stays below it: the high
 * mark and one event of 1 MiB, six times as long in JSON when every character of it is escaped.
 */
const UNREAD_LIMIT_BYTES = 8_388_608;
/** Broadcasts that a slow client may leave unread. */
const UNREAD_BROADCASTS = 1_000;

/** Close codes of RFC 6455, 7.4.1, and 1013 of the IANA registry. */
export const CLOSE = { goingAway: 1001, policy: 1008, tooBig: 1009, tryAgainLater: 1013 } as const;

/** One client's WebSocket: events go out in order, and an operation waits while the client does not read. */
export class Connection implements Peer {
  /** Id of the connection, told in its welcome. */
  readonly id = crypto.randomUUID();
  /** Where the client is: `address:port`. */
  readonly address: string;
  /** Where its failures are logged. */
  readonly log: Log;
  readonly #socket: WebSocket;
  readonly #ended = new AbortController();
  #unreadBroadcasts = 0;
  #unsentBytes = 0;
  #lastSignOfLifeMs = performance.now();

  /** Takes over an open WebSocket, which it closes. */
  constructor(socket: WebSocket, { log, address }: { log: Log; address: string }) {
    this.#socket = socket;
    this.log = log;
    this.address = address;
  }

  /** Aborts with a {@linkcode Cancelled} when the connection ends or is told to by {@linkcode Connection.cancel}. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  send(event: ServerEvent): void {
    this.#post(JSON.stringify(event));
    if (this.#socket.bufferedAmount > UNREAD_LIMIT_BYTES) {
      this.close(CLOSE.policy, "answers are not read");
    }
  }

  /** Sends an event for everyone, already encoded. Closes a connection with 1013 that has let too many wait. */
  broadcast(text: string): void {
    this.#unreadBroadcasts = this.#congested ? this.#unreadBroadcasts + 1 : 0;
    this.#post(text);
    if (this.#unreadBroadcasts > UNREAD_BROADCASTS) {
      this.close(CLOSE.tryAgainLater, "broadcasts are not read");
    }
  }

  async drained(): Promise<void> {
    while (this.#congested && !this.signal.aborted) {
      await new Promise((wake) => setTimeout(wake, POLL_MS));
      this.#lookForReading();
    }
    this.signal.throwIfAborted();
  }

  /** Notes that the client has said something. */
  heard(): void {
    this.#lastSignOfLifeMs = performance.now();
  }

  /** True when the client has neither read nor said anything for `ms` although something waits for it. */
  isSilentFor(ms: number): boolean {
    this.#lookForReading();
    return performance.now() - this.#lastSignOfLifeMs > ms;
  }

  /** Ends what runs for this connection; `why` is the message of its ending. */
  cancel(why: string): void {
    this.#ended.abort(new Cancelled(why));
  }

  /** Starts the closing handshake and ends what runs: nothing of a closing connection is worth waiting for. */
  close(code: number, reason: string): void {
    this.cancel("The connection ended");
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close(code, reason);
  }

  get #congested(): boolean {
    return this.#socket.readyState === WebSocket.OPEN &&
      this.#socket.bufferedAmount > HIGH_MARK_BYTES;
  }

  /** Notes that the client has read, when less is unsent than at the last look. */
  #lookForReading(): void {
    const unsentBytes = this.#socket.bufferedAmount;
    if (unsentBytes === 0 || unsentBytes < this.#unsentBytes) this.heard();
    this.#unsentBytes = unsentBytes;
  }

  #post(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#lookForReading();
    this.#socket.send(text);
    this.#unsentBytes = this.#socket.bufferedAmount;
  }
}
