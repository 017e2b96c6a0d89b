/** Generator of UUIDs of version 7 (RFC 9562, 5.7), each greater than the one before. */
export class UuidV7 {
  /** Milliseconds since 1970 and, in the low 12 bits, a counter that starts at random. */
  #last = 0n;

  /** Returns the next UUID, for `nowMs` in milliseconds since 1970. Default: the present. */
  next(nowMs = Date.now()): string {
    const now = BigInt(nowMs) << 12n;
    const counter = BigInt(crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) >> 5n;
    this.#last = now > this.#last ? now + counter : this.#last + 1n;
    const time = this.#last.toString(16).padStart(15, "0");
    const variantAndRandom = crypto.randomUUID().slice(19);
    return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12)}-${variantAndRandom}`;
  }
}
