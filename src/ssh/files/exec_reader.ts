import { Buffer } from "node:buffer";
import type { ExecProcess } from "./exec_process.ts";

/** Reads a file that a `cat` prints. */
export class ExecReader {
  readonly #process: ExecProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** Takes over the running `cat`. */
  constructor(process: ExecProcess) {
    this.#process = process;
  }

  /** The next `lengthBytes` bytes, fewer only at the end. It may be asked again before the answer. */
  async read(lengthBytes: number): Promise<Uint8Array> {
    const turn = this.#last.then(() => this.#take(lengthBytes));
    this.#last = turn.catch(() => {}); // Who asked is told.
    return await turn;
  }

  /** Ends the `cat`. */
  close(): void {
    this.#process.abandon(new Error("the file was closed"));
  }

  async #take(lengthBytes: number): Promise<Uint8Array> {
    const bytes = Buffer.concat(await this.#process.read(lengthBytes));
    if (bytes.length < lengthBytes) await this.#process.exit();
    return bytes;
  }
}
