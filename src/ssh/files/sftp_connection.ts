import type { FilesConnection, RemoteFiles } from "../../domain/files.ts";
import type { SshConnection } from "../ssh_connection.ts";
import { Checksums } from "./checksums.ts";
import { SftpChannel } from "./sftp_channel.ts";
import { SftpFiles, type SftpFilesOptions } from "./sftp_files.ts";
import type { WatchedConnection } from "./silence_alarm.ts";

/** Connection to the files of a server over its SFTP subsystem. */
export class SftpConnection implements FilesConnection {
  /** Name of the server. */
  readonly server: string;
  readonly #connection: SshConnection;
  readonly #parts: Omit<SftpFilesOptions, "signal">;

  private constructor(connection: SshConnection, parts: Omit<SftpFilesOptions, "signal">) {
    this.server = parts.server;
    this.#connection = connection;
    this.#parts = parts;
  }

  /**
   * Starts the SFTP subsystem and asks which extensions it offers. The caller disposes the result,
   * which closes the SSH connection.
   *
   * @throws {AppError} 20005, 22003, 24004; 22004 for a server without the subsystem
   */
  static async open(watched: WatchedConnection): Promise<SftpConnection> {
    const { server, connection } = watched;
    const channel = new SftpChannel(await connection.sftp(), watched);
    const [checksums, isRenameAtomic, hasVolumes] = await Promise.all([
      Checksums.open(watched),
      channel.offers((sftp, done) => sftp.ext_openssh_rename("", "", (error) => done(error, null))),
      channel.offers((sftp, done) => sftp.ext_openssh_statvfs("/", done)),
    ]);
    const parts = { server, channel, checksums, isRenameAtomic, hasVolumes };
    return new SftpConnection(connection, parts);
  }

  /** Returns the files of the server. All waits for them end when `signal` aborts. */
  files(signal: AbortSignal): RemoteFiles {
    return new SftpFiles({ ...this.#parts, signal });
  }

  /** Closes the channels and the SSH connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.checksums?.[Symbol.dispose]();
    this.#parts.channel[Symbol.dispose]();
    await this.#connection[Symbol.asyncDispose]();
  }
}
