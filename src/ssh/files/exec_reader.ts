import { Buffer } from "node:buffer";
import type { RemoteReader } from "../../domain/files.ts";
import type { ExecProcess } from "./exec_process.ts";

/** Reader of a file that a `cat` prints. */
export class ExecReader implements RemoteReader {
  readonly #process: ExecProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** Takes over the running `cat`. */
  constructor(process: ExecProcess) {
    this.#process = process;
  }

  /** Reads the next bytes, after the calls before. */
  async read(lengthBytes: number): Promise<Uint8Array> {
    const turn = this.#last.then(() => this.#take(lengthBytes));
    this.#last = turn.catch(() => {}); // The caller of that turn has the failure.
    return await turn;
  }

  /** Stops the `cat`. */
  close(): void {
    this.#process.stop(new Error("the file was closed"));
  }

  async #take(lengthBytes: number): Promise<Uint8Array> {
    const bytes = Buffer.concat(await this.#process.read(lengthBytes));
    if (bytes.length < lengthBytes) await this.#process.exit();
    return bytes;
  }
}
