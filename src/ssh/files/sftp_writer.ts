import { Buffer } from "node:buffer";
import { AppError } from "../../errors.ts";
import type { KeptAttributes, RemoteFiles, RemoteWriter } from "../../domain/files.ts";
import { kept } from "./sftp_attributes.ts";
import type { SftpCalls } from "./sftp_calls.ts";

/** Options for {@linkcode SftpWriter}. */
export interface SftpWriterOptions {
  /** Path of the file. */
  readonly path: string;
  /** Files of the server. */
  readonly files: Pick<RemoteFiles, "server" | "volume">;
  /** SFTP of the server. */
  readonly calls: SftpCalls;
  /** Sets the modification time of the file when SFTP has no number for it. */
  readonly setOddTime: (attributes: KeptAttributes) => Promise<void>;
}

/** Writer of a new file over SFTP, from its beginning to its end. */
export class SftpWriter implements RemoteWriter {
  readonly #handle: Buffer;
  readonly #options: SftpWriterOptions;
  #offset = 0;

  /** Takes over the handle of an open, empty file. */
  constructor(handle: Buffer, options: SftpWriterOptions) {
    this.#handle = handle;
    this.#options = options;
  }

  /** Appends `bytes`. @throws {AppError} 24000 when the server refuses, or has no space left */
  async write(bytes: Uint8Array): Promise<void> {
    const offset = this.#offset;
    this.#offset += bytes.length;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    try {
      await this.#options.calls.ask((sftp, done) =>
        sftp.write(this.#handle, buffer, 0, buffer.length, offset, done)
      );
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.kind !== "SCP_TRANSFER_FAILED") throw cause;
      throw await this.#isFull(bytes.length) ? this.#fullFailure(cause) : cause;
    }
  }

  /** Sets the attributes and closes the file. */
  async finish(attributes: KeptAttributes): Promise<void> {
    const { calls, setOddTime } = this.#options;
    await Promise.all([
      calls.ask((sftp, done) => sftp.fsetstat(this.#handle, kept(attributes), done)),
      calls.ask((sftp, done) => sftp.close(this.#handle, done)),
    ]);
    await setOddTime(attributes);
  }

  /** Checks whether the disk is full. Version 3 of SFTP has no status for it. */
  async #isFull(lengthBytes: number): Promise<boolean> {
    const { files, path } = this.#options;
    const volume = await files.volume(path);
    return volume !== undefined && volume.freeBytes <= lengthBytes;
  }

  #fullFailure(cause: AppError): AppError {
    const detail = `${this.#options.files.server} has no space left`;
    return new AppError("SCP_TRANSFER_FAILED", detail, { cause });
  }
}
