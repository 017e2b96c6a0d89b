/** What a reader needs of the file. */
export interface SftpSource {
  /** Up to `lengthBytes` bytes from `offset`; none at the end. A server may answer with fewer than there are. */
  readonly read: (offset: number, lengthBytes: number) => Promise<Uint8Array>;
  /** Closes the file. */
  readonly close: () => void;
}

/** Reads a file from its beginning to its end. */
export class SftpReader {
  readonly #source: SftpSource;
  #offset = 0;

  /** Takes over an open file. */
  constructor(source: SftpSource) {
    this.#source = source;
  }

  /** The next `lengthBytes` bytes, fewer only at the end. It may be asked again before the answer. */
  async read(lengthBytes: number): Promise<Uint8Array> {
    const offset = this.#offset;
    this.#offset += lengthBytes;
    const first = await this.#source.read(offset, lengthBytes);
    if (first.length === lengthBytes || first.length === 0) return first;
    const whole = new Uint8Array(lengthBytes);
    whole.set(first);
    let filled = first.length;
    while (filled < lengthBytes) {
      const more = await this.#source.read(offset + filled, lengthBytes - filled);
      if (more.length === 0) break;
      whole.set(more, filled);
      filled += more.length;
    }
    return whole.subarray(0, filled);
  }

  /** Closes the file. */
  close(): void {
    this.#source.close();
  }
}
