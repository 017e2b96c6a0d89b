/** Unsent bytes up to which more is taken. */
const HIGH_MARK_BYTES = 262_144;
/** How often a full socket is looked at: WebSocket has no event for it. */
const POLL_MS = 2;

/** One WebSocket, as what flows over it: text out, and signs of life. */
export class Wire {
  /** Where the client is: `address:port`. */
  readonly address: string;
  readonly #socket: WebSocket;
  #unsentBytes = 0;
  #lastSignOfLifeMs = performance.now();

  /** Takes over an open WebSocket, which it closes. */
  constructor(socket: WebSocket, address: string) {
    this.#socket = socket;
    this.address = address;
  }

  /** Bytes that the client's side has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** True while too much is unsent for more to be worth sending. */
  get isCongested(): boolean {
    return this.isOpen && this.#socket.bufferedAmount > HIGH_MARK_BYTES;
  }

  /** True until one of the sides says goodbye. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends `text`, unless the socket is closing. */
  post(text: string): void {
    if (!this.isOpen) return;
    this.#lookForReading();
    this.#socket.send(text);
    this.#unsentBytes = this.#socket.bufferedAmount;
  }

  /** Resolves after a while in which the client may have read. */
  async pause(): Promise<void> {
    await new Promise((wake) => setTimeout(wake, POLL_MS));
    this.#lookForReading();
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

  /** Starts the closing handshake. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close(code, reason);
  }

  /** Notes that the client has read, when less is unsent than at the last look. */
  #lookForReading(): void {
    const unsentBytes = this.#socket.bufferedAmount;
    if (unsentBytes === 0 || unsentBytes < this.#unsentBytes) this.heard();
    this.#unsentBytes = unsentBytes;
  }
}
