import { Buffer } from "node:buffer";
import { AppError } from "../../errors.ts";
import type { FileEntryWithStats, Stats } from "../../ssh2/ssh2.ts";
import type { Checksums } from "./checksums.ts";
import { BROKEN, type FileStatus, type KeptAttributes, toldStatus } from "./file_status.ts";
import { pathOfText, textOf } from "./path_bytes.ts";
import { hasSftpTime, kept } from "./sftp_attributes.ts";
import { type SftpCalls, STATUS } from "./sftp_calls.ts";
import { readFolder } from "./sftp_folder.ts";
import { SftpReader } from "./sftp_reader.ts";
import { SftpWriter } from "./sftp_writer.ts";
import { readTimes, setTime } from "./shell_times.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** What {@linkcode SftpFiles} are made of, all of which they close. */
export interface SftpFilesOptions {
  /** Name of the server. */
  readonly server: string;
  /** What everything goes over. */
  readonly connection: SshConnection;
  /** SFTP on it. */
  readonly calls: SftpCalls;
  /** Undefined where the server can compute none. */
  readonly checksums: Checksums | undefined;
  /** Whether the server has OpenSSH's rename that replaces a file. */
  readonly isRenameAtomic: boolean;
  /** Whether the server tells how full a file system is. */
  readonly hasVolumes: boolean;
}

/** What stands in a text for bytes that are no UTF-8. */
const NOT_UTF8 = "\ufffd";

/** The flag of a read-only file system in an answer to `statvfs@openssh.com`. */
const READ_ONLY = 1;

/** An answer to `statvfs@openssh.com`, as far as it is used. */
interface Volume {
  readonly f_frsize: number;
  readonly f_bavail: number;
  readonly f_flag: number;
}

/** The files of a server over its SFTP subsystem. Names that are not UTF-8 are listed, but can not be reached. */
export class SftpFiles implements AsyncDisposable {
  /** Name of the server. */
  readonly server: string;
  /** Which way. */
  readonly way = "sftp";
  /** All go over one channel; so many make good use of one start of the program that computes checksums. */
  readonly parallelFiles = 64;
  /** Only OpenSSH's extension replaces a file. */
  readonly isRenameAtomic: boolean;
  readonly #connection: SshConnection;
  readonly #calls: SftpCalls;
  readonly #checksums: Checksums | undefined;
  readonly #hasVolumes: boolean;

  /** Takes over what it is made of. */
  constructor(options: SftpFilesOptions) {
    this.server = options.server;
    this.isRenameAtomic = options.isRenameAtomic;
    this.#connection = options.connection;
    this.#calls = options.calls;
    this.#checksums = options.checksums;
    this.#hasVolumes = options.hasVolumes;
  }

  /** Whether the server can compute them. */
  get hasChecksum(): boolean {
    return this.#checksums !== undefined;
  }

  /** Follows links; undefined when nothing is there. */
  async stat(path: string): Promise<FileStatus | undefined> {
    const stats = await this.#calls.askUnless<Stats>(
      [STATUS.noSuchFile],
      (sftp, done) => sftp.stat(this.#text(path), done),
    );
    if (stats === undefined) return undefined;
    const status = toldStatus(stats);
    if (status !== undefined) return status;
    const detail =
      `the SFTP of ${this.server} tells no type, size or time of a file: it cannot be copied`;
    throw new AppError("SCP_TRANSFER_FAILED", detail);
  }

  /**
   * Lists a folder; links are followed.
   *
   * @throws {AppError} 24003 for a folder that cannot be entered, 24000 for one whose path
   * is so long that the server would leave out names
   */
  async list(folder: string): Promise<(FileStatus & { name: string })[]> {
    const entries = await readFolder(this.#text(folder), {
      calls: this.#calls,
      server: this.server,
    });
    const listed = entries.map(async ({ filename, attrs }) => {
      const name = pathOfText(filename);
      const status = await this.#listedStatus(`${folder}/${name}`, attrs);
      return status === undefined ? [] : [{ ...status, name }];
    });
    return (await Promise.all(listed)).flat();
  }

  /**
   * Reads modification times by the shell: SFTP has 32 bits for them.
   *
   * @returns times by path, in seconds since 1970; undefined where no shell can tell
   */
  async exactTimes(paths: readonly string[]): Promise<ReadonlyMap<string, number> | undefined> {
    return this.#checksums && await readTimes(this.#checksums.script, paths);
  }

  /** Rejects for a name that is not UTF-8. @throws {AppError} 24000 */
  async requireName(path: string): Promise<void> {
    await this.#text(path);
  }

  /** The path without links. */
  async realPath(path: string): Promise<string> {
    return pathOfText(
      await this.#calls.ask<string>((sftp, done) => sftp.realpath(this.#text(path), done)),
    );
  }

  /** Opens the file and closes it again. */
  async requireReadable(path: string): Promise<void> {
    (await this.open(path)).close();
  }

  /** Opens a file. */
  async open(path: string): Promise<SftpReader> {
    const handle = await this.#calls.ask<Buffer>((sftp, done) =>
      sftp.open(this.#text(path), "r", done)
    );
    return new SftpReader({
      read: (offset, lengthBytes) => this.#read(handle, { offset, lengthBytes }),
      close: () => this.#close(handle),
    });
  }

  /** Makes a file. */
  async create(path: string): Promise<SftpWriter> {
    const handle = await this.#calls.ask<Buffer>((sftp, done) =>
      sftp.open(this.#text(path), "wx", 0o600, done)
    );
    return new SftpWriter({
      write: (offset, bytes) => this.#write(handle, { offset, bytes, path }),
      finish: async (attributes) => {
        const setting = this.#calls.ask((sftp, done) =>
          sftp.fsetstat(handle, kept(attributes), done)
        );
        await Promise.all([setting, this.#calls.ask((sftp, done) => sftp.close(handle, done))]);
        await this.#setOddTime(path, attributes);
      },
    });
  }

  /** Makes a folder. */
  async makeFolder(path: string): Promise<void> {
    await this.#calls.ask((sftp, done) => sftp.mkdir(this.#text(path), { mode: 0o700 }, done));
  }

  /** Sets the attributes of a folder. */
  async setAttributes(path: string, attributes: KeptAttributes): Promise<void> {
    await this.#calls.ask((sftp, done) => sftp.setstat(this.#text(path), kept(attributes), done));
    await this.#setOddTime(path, attributes);
  }

  /** Sets permissions. */
  async setMode(path: string, mode: number): Promise<void> {
    await this.#calls.ask((sftp, done) => sftp.setstat(this.#text(path), { mode }, done));
  }

  /** Renames; without the extension, a file that is in the way is removed first. */
  async rename(from: string, to: string): Promise<void> {
    const [old, fresh] = [this.#text(from), this.#text(to)];
    if (this.isRenameAtomic) {
      return await this.#calls.ask((sftp, done) => sftp.ext_openssh_rename(old, fresh, done));
    }
    // Asked together: nothing comes between them that would leave neither file.
    const removing = this.remove(to);
    await Promise.all([
      removing,
      this.#calls.ask((sftp, done) => sftp.rename(old, fresh, done)),
    ]);
  }

  /** Removes a file; fine when it is not there. */
  async remove(path: string): Promise<void> {
    await this.#calls.askUnless(
      [STATUS.noSuchFile],
      (sftp, done) => sftp.unlink(this.#text(path), done),
    );
  }

  /** Removes a folder if it is empty; version 3 has only "failure" for one that is not. */
  async removeEmptyFolder(path: string): Promise<void> {
    const fine = [STATUS.noSuchFile, STATUS.failure];
    await this.#calls.askUnless(fine, (sftp, done) => sftp.rmdir(this.#text(path), done));
  }

  /** Asks by `statvfs@openssh.com`, where the server has it. */
  async volume(folder: string): Promise<{ freeBytes: number; isReadOnly: boolean } | undefined> {
    if (!this.#hasVolumes) return undefined;
    const { f_frsize, f_bavail, f_flag } = await this.#calls.ask<Volume>((sftp, done) =>
      sftp.ext_openssh_statvfs(this.#text(folder), done)
    );
    return { freeBytes: f_frsize * f_bavail, isReadOnly: (f_flag & READ_ONLY) !== 0 };
  }

  /** In hexadecimal. */
  async sha256(path: string): Promise<string> {
    if (this.#checksums === undefined) throw new Error("the server computes no checksums");
    return await this.#checksums.sha256(path);
  }

  /** Gives up every answer that is still awaited. */
  abandon(reason: unknown): void {
    this.#calls.abandon(reason);
    this.#checksums?.abandon(reason);
  }

  /** Closes the channels and the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#checksums?.[Symbol.dispose]();
    this.#calls[Symbol.dispose]();
    await this.#connection[Symbol.asyncDispose]();
  }

  /**
   * Reads the status of a listed name. Returns `broken` for a link that cannot be followed, which is
   * no matter of its folder, and undefined for a file that has vanished.
   */
  async #listedStatus(
    path: string,
    attrs: FileEntryWithStats["attrs"],
  ): Promise<FileStatus | undefined> {
    if (!attrs.isSymbolicLink()) return toldStatus(attrs) ?? await this.stat(path);
    if (textOf(path).includes(NOT_UTF8)) return BROKEN;
    const fine = [STATUS.noSuchFile, STATUS.permissionDenied, STATUS.failure];
    const stats = await this.#calls.askUnless<Stats>(
      fine,
      (sftp, done) => sftp.stat(this.#text(path), done),
    );
    return stats && toldStatus(stats) || BROKEN;
  }

  /** Sets a time that SFTP has no number for, by the shell where there is one. */
  async #setOddTime(path: string, { modifiedSeconds }: KeptAttributes): Promise<void> {
    if (hasSftpTime(modifiedSeconds) || this.#checksums === undefined) return;
    await setTime(this.#checksums.script, { path, modifiedSeconds });
  }

  #text(path: string): string {
    const text = textOf(path);
    if (!text.includes(NOT_UTF8)) return text;
    const detail =
      `the SFTP of ${this.server} takes names in UTF-8 only; ${this.server.toUpperCase()}_ENCODING tells another encoding`;
    throw new AppError("SCP_TRANSFER_FAILED", detail);
  }

  async #read(
    handle: Buffer,
    { offset, lengthBytes }: { offset: number; lengthBytes: number },
  ): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(lengthBytes);
    const count = await this.#calls.ask<number>((sftp, done) =>
      sftp.read(handle, buffer, 0, lengthBytes, offset, done)
    );
    return buffer.subarray(0, count);
  }

  async #write(
    handle: Buffer,
    { offset, bytes, path }: { offset: number; bytes: Uint8Array; path: string },
  ): Promise<void> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    try {
      await this.#calls.ask((sftp, done) =>
        sftp.write(handle, buffer, 0, buffer.length, offset, done)
      );
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.kind !== "SCP_TRANSFER_FAILED") throw cause;
      // Version 3 has no word for a full disk.
      const volume = await this.volume(path);
      if (volume === undefined || volume.freeBytes > bytes.length) throw cause;
      throw new AppError("SCP_TRANSFER_FAILED", `${this.server} has no space left`, { cause });
    }
  }

  #close(handle: Buffer): void {
    const closing = this.#calls.ask((sftp, done) => sftp.close(handle, done));
    closing.catch(() => {}); // Its answer matters to nobody.
  }
}
