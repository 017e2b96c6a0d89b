/** Handshake of a client, from the adoption of its WebSocket on. */
interface Handshake {
  /** Time of the adoption, by `performance.now()`. */
  readonly sinceMs: number;
  /** Releases what the handshake holds. */
  readonly giveUp: () => void;
}

/**
 * Handshakes that have not finished. A WebSocket whose client has reset the connection before the
 * answer fires no event at all (Deno 2.9.6), so that only the time tells.
 */
export class Handshakes {
  readonly #pending = new Map<WebSocket, Handshake>();

  /** Begins the handshake of `webSocket`. `giveUp` is called when it does not finish in time. */
  begin(webSocket: WebSocket, giveUp: () => void): void {
    this.#pending.set(webSocket, { sinceMs: performance.now(), giveUp });
  }

  /** Ends the handshake of `webSocket`. Returns whether it was in time. */
  finish(webSocket: WebSocket): boolean {
    return this.#pending.delete(webSocket);
  }

  /** Gives up the handshakes that have lasted for over `limitMs`. */
  giveUpLate(limitMs: number): void {
    const startMs = performance.now() - limitMs;
    for (const [webSocket, { sinceMs, giveUp }] of this.#pending) {
      if (sinceMs > startMs) return; // Those behind it are younger.
      this.#pending.delete(webSocket);
      giveUp();
    }
  }
}
