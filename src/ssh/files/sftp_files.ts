import type { Buffer } from "node:buffer";
import { AppError } from "../../errors.ts";
import type { Entry, FileStatus, KeptAttributes, RemoteFiles, Volume } from "../../domain/files.ts";
import type { FileEntryWithStats, Stats } from "../../ssh2/ssh2.ts";
import type { Checksums } from "./checksums.ts";
import { BROKEN, toldStatus } from "./file_status.ts";
import { pathOfText, textOf } from "./path_bytes.ts";
import { hasSftpTime, kept } from "./sftp_attributes.ts";
import { isHandle, isPath, isStats } from "./sftp_answers.ts";
import { SftpCalls } from "./sftp_calls.ts";
import { type SftpChannel, STATUS } from "./sftp_channel.ts";
import { readFolder } from "./sftp_folder.ts";
import { SftpReader } from "./sftp_reader.ts";
import { readVolume } from "./sftp_volume.ts";
import { SftpWriter } from "./sftp_writer.ts";
import { readTimes, setTime } from "./shell_times.ts";

/** Options for {@linkcode SftpFiles}. */
export interface SftpFilesOptions {
  /** Name of the server. */
  readonly server: string;
  /** SFTP channel. */
  readonly channel: SftpChannel;
  /** Checksums; undefined for a server that computes none. */
  readonly checksums: Checksums | undefined;
  /** Whether the server has OpenSSH's rename, which replaces a file. */
  readonly isRenameAtomic: boolean;
  /** Whether the server tells how full a file system is. */
  readonly hasVolumes: boolean;
  /** Signal that ends all waits. */
  readonly signal: AbortSignal;
}

/** Character in a text for bytes that are not UTF-8. */
const NOT_UTF8 = "\ufffd";

/** Files of a server over SFTP. Names that are not UTF-8 are listed, but cannot be reached. */
export class SftpFiles implements RemoteFiles {
  /** Name of the server. */
  readonly server: string;
  /** Means of access. */
  readonly way = "sftp";
  /** All files share one channel. So many fill one start of the program that computes checksums. */
  readonly parallelFiles = 64;
  /** Whether the server has OpenSSH's rename. */
  readonly isRenameAtomic: boolean;
  readonly #calls: SftpCalls;
  readonly #checksums: Checksums | undefined;
  readonly #hasVolumes: boolean;
  readonly #signal: AbortSignal;

  /** Creates the files. The caller disposes the channel and the checksums. */
  constructor(options: SftpFilesOptions) {
    this.server = options.server;
    this.isRenameAtomic = options.isRenameAtomic;
    this.#calls = new SftpCalls(options.channel, options.signal);
    this.#checksums = options.checksums;
    this.#hasVolumes = options.hasVolumes;
    this.#signal = options.signal;
  }

  /** Whether the server computes checksums. */
  get hasChecksum(): boolean {
    return this.#checksums !== undefined;
  }

  /** Reads a status, links followed. @throws {AppError} 24000 when the server leaves out a part */
  async stat(path: string): Promise<FileStatus | undefined> {
    const stats = await this.#calls.askUnless<Stats>(
      [STATUS.noSuchFile],
      (sftp, done) => sftp.stat(this.#text(path), done),
      { isAnswer: isStats },
    );
    if (stats === undefined) return undefined;
    const status = toldStatus(stats);
    if (status !== undefined) return status;
    const detail =
      `the SFTP of ${this.server} tells no type, size or time of a file: it cannot be copied`;
    throw new AppError("SCP_TRANSFER_FAILED", detail);
  }

  /**
   * Lists a folder, links followed.
   *
   * @throws {AppError} 24003 for a folder that cannot be entered, 24000 for one whose path
   * is so long that the server would leave out names
   */
  async list(folder: string): Promise<Entry[]> {
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

  /** Reads modification times by the shell, where there is one. */
  async exactTimes(paths: readonly string[]): Promise<ReadonlyMap<string, number> | undefined> {
    return this.#checksums &&
      await readTimes(this.#checksums.script, { paths, signal: this.#signal });
  }

  /** Requires a name in UTF-8. @throws {AppError} 24000 */
  async requireName(path: string): Promise<void> {
    await this.#text(path);
  }

  /** Returns the path with all links resolved. */
  async realPath(path: string): Promise<string> {
    return pathOfText(
      await this.#calls.ask<string>(
        (sftp, done) => sftp.realpath(this.#text(path), done),
        isPath,
      ),
    );
  }

  /** Opens the file and closes it again. */
  async requireReadable(path: string): Promise<void> {
    (await this.open(path)).close();
  }

  /** Opens a file for reading. */
  async open(path: string): Promise<SftpReader> {
    const handle = await this.#calls.ask<Buffer>(
      (sftp, done) => sftp.open(this.#text(path), "r", done),
      isHandle,
    );
    return new SftpReader(handle, this.#calls);
  }

  /** Creates a file. */
  async create(path: string): Promise<SftpWriter> {
    const handle = await this.#calls.ask<Buffer>(
      (sftp, done) => sftp.open(this.#text(path), "wx", 0o600, done),
      isHandle,
    );
    return new SftpWriter(handle, {
      path,
      files: this,
      calls: this.#calls,
      setOddTime: (attributes) => this.#setOddTime(path, attributes),
    });
  }

  /** Creates a folder. */
  async makeFolder(path: string): Promise<void> {
    await this.#calls.ask((sftp, done) => sftp.mkdir(this.#text(path), { mode: 0o700 }, done));
  }

  /** Sets the attributes of a folder. */
  async setAttributes(path: string, attributes: KeptAttributes): Promise<void> {
    await this.#calls.ask((sftp, done) => sftp.setstat(this.#text(path), kept(attributes), done));
    await this.#setOddTime(path, attributes);
  }

  /** Sets the permissions of a folder. */
  async setMode(path: string, mode: number): Promise<void> {
    await this.#calls.ask((sftp, done) => sftp.setstat(this.#text(path), { mode }, done));
  }

  /** Renames a file. Without OpenSSH's rename, a file that has the new name is removed first. */
  async rename(from: string, to: string): Promise<void> {
    const [old, fresh] = [this.#text(from), this.#text(to)];
    if (this.isRenameAtomic) {
      return await this.#calls.ask((sftp, done) => sftp.ext_openssh_rename(old, fresh, done));
    }
    // Both requests are sent at once, a failure between two requests would leave no file.
    const removing = this.remove(to);
    await Promise.all([
      removing,
      this.#calls.ask((sftp, done) => sftp.rename(old, fresh, done)),
    ]);
  }

  /** Removes a file. */
  async remove(path: string): Promise<void> {
    await this.#calls.askUnless(
      [STATUS.noSuchFile],
      (sftp, done) => sftp.unlink(this.#text(path), done),
    );
  }

  /** Removes an empty folder. Version 3 of SFTP has only "failure" for one that is not empty. */
  async removeEmptyFolder(path: string): Promise<void> {
    const fine = [STATUS.noSuchFile, STATUS.failure];
    await this.#calls.askUnless(fine, (sftp, done) => sftp.rmdir(this.#text(path), done));
  }

  /** Reads how much space is left by `statvfs@openssh.com`, where the server has it. */
  async volume(folder: string): Promise<Volume | undefined> {
    if (!this.#hasVolumes) return undefined;
    return await readVolume(this.#text(folder), this.#calls);
  }

  /** Computes the SHA-256 of a file, in hexadecimal. */
  async sha256(path: string): Promise<string> {
    if (this.#checksums === undefined) throw new Error("the server computes no checksums");
    return await this.#checksums.sha256(path, { signal: this.#signal });
  }

  /**
   * Reads the status of a listed name. Returns `broken` for a link that cannot be followed, which
   * does not fail the listing of its folder, and undefined for a file that has vanished.
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
      { isAnswer: isStats },
    );
    return stats && toldStatus(stats) || BROKEN;
  }

  /** Sets a time that SFTP has no number for, by the shell where there is one. */
  async #setOddTime(path: string, { modifiedSeconds }: KeptAttributes): Promise<void> {
    if (hasSftpTime(modifiedSeconds) || this.#checksums === undefined) return;
    const { script } = this.#checksums;
    await setTime(script, { path, modifiedSeconds, signal: this.#signal });
  }

  /** Returns a path as text. @throws {AppError} 24000 for a path that is not UTF-8 */
  #text(path: string): string {
    const text = textOf(path);
    if (!text.includes(NOT_UTF8)) return text;
    const variable = `${this.server.toUpperCase()}_ENCODING`;
    const detail =
      `the SFTP of ${this.server} takes names in UTF-8 only; ${variable} tells another encoding`;
    throw new AppError("SCP_TRANSFER_FAILED", detail);
  }
}
