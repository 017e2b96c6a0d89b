/** Number of unsent bytes up to which more is taken. */
const HIGH_MARK_BYTES = 262_144;
/** Interval at which a full socket is checked, in milliseconds. WebSocket has no event for it. */
const POLL_MS = 2;

/** WebSocket with backpressure and signs of life. */
export class Socket {
  /** Address of the client: `address:port`. */
  readonly address: string;
  readonly #socket: WebSocket;
  #unsentBytes = 0;
  #lastSignOfLifeMs = performance.now();

  /** Wraps a WebSocket that is open or opening. */
  constructor(socket: WebSocket, address: string) {
    this.#socket = socket;
    this.address = address;
  }

  /** Number of bytes that the client's side has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Whether more than 256 KiB are unsent, so that senders should wait. */
  get isCongested(): boolean {
    return this.isOpen && this.#socket.bufferedAmount > HIGH_MARK_BYTES;
  }

  /** Whether neither side has begun to close it. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends `text`, unless the socket is closing. */
  send(text: string): void {
    if (!this.isOpen) return;
    this.#checkReading();
    this.#socket.send(text);
    this.#unsentBytes = this.#socket.bufferedAmount;
  }

  /** Resolves after an interval in which the client may have read. */
  async pause(): Promise<void> {
    await new Promise((wake) => setTimeout(wake, POLL_MS));
    this.#checkReading();
  }

  /** Records a sign of life of the client. */
  markAlive(): void {
    this.#lastSignOfLifeMs = performance.now();
  }

  /**
   * Checks whether the client has sent and read nothing for `ms` although something waits for it.
   */
  isSilentFor(ms: number): boolean {
    this.#checkReading();
    return performance.now() - this.#lastSignOfLifeMs > ms;
  }

  /** Starts the closing handshake. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close(code, reason);
  }

  /** Records a sign of life when nothing is unsent, or less than at the last check. */
  #checkReading(): void {
    const unsentBytes = this.#socket.bufferedAmount;
    if (unsentBytes === 0 || unsentBytes < this.#unsentBytes) this.markAlive();
    this.#unsentBytes = unsentBytes;
  }
}
