import { Buffer } from "node:buffer";
import type { RemoteReader } from "../../domain/files.ts";
import { isCount } from "./sftp_answers.ts";
import type { SftpCalls } from "./sftp_calls.ts";

/** Reader of a file over SFTP, from its beginning to its end. */
export class SftpReader implements RemoteReader {
  readonly #handle: Buffer;
  readonly #calls: SftpCalls;
  #offset = 0;

  /** Takes over the handle of an open file. */
  constructor(handle: Buffer, calls: SftpCalls) {
    this.#handle = handle;
    this.#calls = calls;
  }

  /** Reads the next bytes. An answer with fewer than there are is completed by further requests. */
  async read(lengthBytes: number): Promise<Uint8Array> {
    const offset = this.#offset;
    this.#offset += lengthBytes;
    const buffer = Buffer.allocUnsafeSlow(lengthBytes);
    let filled = 0;
    while (filled < lengthBytes) {
      const count = await this.#calls.ask<number>(
        (sftp, done) =>
          sftp.read(this.#handle, buffer, filled, lengthBytes - filled, offset + filled, done),
        isCount,
      );
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  }

  /** Closes the file. */
  close(): void {
    this.#calls.close(this.#handle);
  }
}
