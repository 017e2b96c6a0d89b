import { Buffer } from "node:buffer";
import type { FilesConnection, RemoteFiles } from "../../domain/files.ts";
import { AppError } from "../../errors.ts";
import { Checksums } from "./checksums.ts";
import { ExecFiles, type ExecFilesOptions, PRELUDE } from "./exec_files.ts";
import { RemoteScript } from "./remote_script.ts";
import type { WatchedConnection } from "./silence_alarm.ts";

/** Connection to the files of a server that runs shell commands. */
export class ExecConnection implements FilesConnection {
  /** Name of the server. */
  readonly server: string;
  readonly #parts: Omit<ExecFilesOptions, "signal">;
  readonly #lost: AbortSignal;

  private constructor(parts: Omit<ExecFilesOptions, "signal">) {
    this.server = parts.server;
    this.#parts = parts;
    this.#lost = parts.connection.lost;
  }

  /**
   * Starts the shell. The caller disposes the result, which closes the SSH connection.
   *
   * @throws {AppError} 20005, 22003, 22004, 24004; 24000 for a server that lacks the commands
   */
  static async open(watched: WatchedConnection): Promise<ExecConnection> {
    const { server, connection, silenceMs } = watched;
    const script = await RemoteScript.start(connection, { silenceMs });
    if ((await script.run(Buffer.from(PRELUDE))).code !== 0) {
      const detail = `${server} lacks a shell command that transfers need`;
      throw new AppError("SCP_TRANSFER_FAILED", detail);
    }
    const checksums = await Checksums.open(watched);
    return new ExecConnection({ ...watched, script, checksums, creating: new Set() });
  }

  /** Returns the files of the server. All waits for them end when `signal` aborts. */
  files(signal: AbortSignal): RemoteFiles {
    return new ExecFiles({ ...this.#parts, signal: AbortSignal.any([signal, this.#lost]) });
  }

  /** Closes the channels and the SSH connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.checksums?.[Symbol.dispose]();
    this.#parts.script[Symbol.dispose]();
    await this.#parts.connection[Symbol.asyncDispose]();
  }
}
