import type { KeptAttributes } from "./file_status.ts";

/** What a writer needs of the file. */
export interface SftpSink {
  /** Writes at `offset`; resolves when the server has written. */
  readonly write: (offset: number, bytes: Uint8Array) => Promise<void>;
  /** Sets the attributes and closes the file. */
  readonly finish: (attributes: KeptAttributes) => Promise<void>;
}

/** Writes a new file from its beginning to its end. */
export class SftpWriter {
  readonly #sink: SftpSink;
  #offset = 0;

  /** Takes over an open, empty file. */
  constructor(sink: SftpSink) {
    this.#sink = sink;
  }

  /** Appends; resolves when the server has written. It may be called again before that. */
  async write(bytes: Uint8Array): Promise<void> {
    const offset = this.#offset;
    this.#offset += bytes.length;
    await this.#sink.write(offset, bytes);
  }

  /** Sets the attributes and closes the file. */
  async finish(attributes: KeptAttributes): Promise<void> {
    await this.#sink.finish(attributes);
  }
}
