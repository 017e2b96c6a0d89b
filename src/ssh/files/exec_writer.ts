import type { KeptAttributes, RemoteWriter } from "../../domain/files.ts";
import type { ExecProcess } from "./exec_process.ts";

/** Writer of a file through a `cat`. */
export class ExecWriter implements RemoteWriter {
  readonly #process: ExecProcess;
  readonly #setAttributes: (attributes: KeptAttributes) => Promise<void>;

  /** Takes over the running `cat`. `setAttributes` sets the attributes of its file. */
  constructor(
    process: ExecProcess,
    setAttributes: (attributes: KeptAttributes) => Promise<void>,
  ) {
    this.#process = process;
    this.#setAttributes = setAttributes;
  }

  /** Appends `bytes`; resolves when the server has room for them. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#process.write(bytes);
  }

  /** Waits until all is written, and sets the attributes. */
  async finish(attributes: KeptAttributes): Promise<void> {
    await this.#process.end();
    await this.#setAttributes(attributes);
  }
}
