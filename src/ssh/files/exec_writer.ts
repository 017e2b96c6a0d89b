import type { ExecProcess } from "./exec_process.ts";
import type { KeptAttributes } from "./file_status.ts";

/** Writes a file through a `cat`. */
export class ExecWriter {
  readonly #process: ExecProcess;
  readonly #setAttributes: (attributes: KeptAttributes) => Promise<void>;

  /** Takes over the running `cat`, and what sets the attributes of its file. */
  constructor(
    process: ExecProcess,
    setAttributes: (attributes: KeptAttributes) => Promise<void>,
  ) {
    this.#process = process;
    this.#setAttributes = setAttributes;
  }

  /** Appends; resolves when the server has room for the bytes. It may be called again before that. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#process.write(bytes);
  }

  /** Waits until all is written, and sets the attributes. */
  async finish(attributes: KeptAttributes): Promise<void> {
    await this.#process.end();
    await this.#setAttributes(attributes);
  }
}
