import { Buffer } from "node:buffer";
import { orAborted } from "../../async/or_aborted.ts";
import type { Entry, FileStatus, KeptAttributes, RemoteFiles, Volume } from "../../domain/files.ts";
import type { Checksums } from "./checksums.ts";
import { execFailure, isMissing } from "./exec_failure.ts";
import { ExecProcess, type ExecProcessOptions } from "./exec_process.ts";
import { ExecReader } from "./exec_reader.ts";
import { readExecStatus, readListed, STAT_FORMAT, touchTime } from "./exec_status.ts";
import { ExecWriter } from "./exec_writer.ts";
import type { RemoteScript } from "./remote_script.ts";
import { raw, shellLine } from "./shell_line.ts";

/** Options for {@linkcode ExecFiles}. */
export interface ExecFilesOptions extends ExecProcessOptions {
  /** Shell that has run {@linkcode PRELUDE}. */
  readonly script: RemoteScript;
  /** Checksums; undefined for a server that computes none. */
  readonly checksums: Checksums | undefined;
  /** Files of the connection that are being created, under any signal. */
  readonly creating: Set<Promise<unknown>>;
}

/**
 * Script that prepares the shell: messages in English, times in UTC, new files for their owner, and
 * functions. It fails where `stat` does not fit.
 */
export const PRELUDE = `LC_ALL=C TZ=UTC0 && export LC_ALL TZ && umask 077
denied() { echo 'Permission denied'; return 1; }
enter() { [ -x "$1" ] || denied || return 1; cd -P "$1"; }
facts() { stat -L -c '${STAT_FORMAT}' -- "$1"; }
facts /`;

/**
 * Script that prints the entries of the current folder for {@linkcode readListed}, each ended by
 * NUL: no name holds a slash or a NUL. `ls` fails for a folder that cannot be read, which a pattern
 * would pass over in silence. A pattern without a match stands for itself, and looks like a file
 * that has vanished.
 */
const LIST = `ls -a >/dev/null || exit 1
for name in .* *; do
  case $name in .|..) continue ;; esac
  link=-
  [ -h "$name" ] && link=l
  printf '%s%s/%s\\0' $link "$name" "$(facts "$name" 2>&1)"
done`;

/**
 * Script that creates the file that is its argument, prints an empty line, and writes its input
 * into the file. It fails when something is there.
 */
const CREATE = `'LC_ALL=C; export LC_ALL; umask 077; set -C; exec 3>"$0" && echo && exec cat >&3'`;

/** Files of a server without SFTP, by shell commands: `stat`, `cat`, `mv` and others of POSIX. */
export class ExecFiles implements RemoteFiles {
  /** Name of the server. */
  readonly server: string;
  /** Means of access. */
  readonly way = "exec";
  /** Whether a rename is atomic: `mv` within a folder is. */
  readonly isRenameAtomic = true;
  /** Each file needs a channel, of which servers allow ten by default (`MaxSessions`). */
  readonly parallelFiles = 4;
  readonly #options: ExecFilesOptions;

  /** Creates the files. The caller disposes the connection, the script and the checksums. */
  constructor(options: ExecFilesOptions) {
    this.server = options.server;
    this.#options = options;
  }

  /** Whether the server computes checksums. */
  get hasChecksum(): boolean {
    return this.#options.checksums !== undefined;
  }

  /** Reads a status, links followed. @throws {AppError} 24003 or 24000 when the server refuses */
  async stat(path: string): Promise<FileStatus | undefined> {
    const { script, signal } = this.#options;
    const { code, output } = await script.run(shellLine`facts ${path}`, { signal });
    const text = output.toString().trim();
    const status = code === 0 ? readExecStatus(text) : undefined;
    if (status !== undefined || isMissing(text)) return status;
    throw execFailure(this.server, text);
  }

  /** Lists a folder, links followed. @throws {AppError} 24003, 24000 also for a single entry */
  async list(folder: string): Promise<Entry[]> {
    const output = await this.#run(shellLine`( enter ${folder} || exit 1\n${raw(LIST)} )`);
    return output.toString("latin1").split("\0").slice(0, -1).flatMap((line) => {
      const listed = readListed(line);
      if (listed === undefined) return [];
      if ("complaint" in listed) throw execFailure(this.server, listed.complaint);
      return [listed];
    });
  }

  /** Returns no times: those of {@linkcode ExecFiles.stat} are exact. */
  exactTimes(): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(new Map());
  }

  /** Accepts any name. */
  async requireName(): Promise<void> {}

  /** Returns the path with all links resolved. */
  async realPath(path: string): Promise<string> {
    const output = await this.#run(shellLine`( enter ${path} && pwd -P )`);
    return output.toString("latin1").replace(/\n$/, "");
  }

  /** Checks the right to read the file. */
  async requireReadable(path: string): Promise<void> {
    await this.#run(shellLine`[ -r ${path} ] || denied`);
  }

  /** Opens a file for reading. */
  async open(path: string): Promise<ExecReader> {
    const process = await this.#start(shellLine`exec /bin/sh -c 'exec cat < "$0"' ${path}`);
    return new ExecReader(process);
  }

  /** Creates a file. */
  async create(path: string): Promise<ExecWriter> {
    const { signal, creating } = this.#options;
    signal.throwIfAborted();
    const started = this.#create(path);
    creating.add(started);
    started.catch(() => {}).finally(() => creating.delete(started));
    const process = await orAborted(signal, started);
    return new ExecWriter(process, (attributes) => this.setAttributes(path, attributes));
  }

  /** Creates a folder. */
  async makeFolder(path: string): Promise<void> {
    await this.#run(shellLine`mkdir ${path}`);
  }

  /** Sets permissions and time. */
  async setAttributes(path: string, { mode, modifiedSeconds }: KeptAttributes): Promise<void> {
    const touch = raw(`touch -m ${touchTime(modifiedSeconds)}`);
    await this.#run(shellLine`${chmod(mode)} ${path} && ${touch} ${path}`);
  }

  /** Sets the permissions. */
  async setMode(path: string, mode: number): Promise<void> {
    await this.#run(shellLine`${chmod(mode)} ${path}`);
  }

  /** Renames a file within its folder. */
  async rename(from: string, to: string): Promise<void> {
    await this.#run(shellLine`mv -f ${from} ${to}`);
  }

  /** Removes a file, also one that is being created, under any signal. */
  async remove(path: string): Promise<void> {
    const { signal, creating } = this.#options;
    signal.throwIfAborted();
    await orAborted(signal, Promise.allSettled(creating));
    await this.#run(shellLine`rm -f ${path}`);
  }

  /** Removes an empty folder. */
  async removeEmptyFolder(path: string): Promise<void> {
    await this.#run(shellLine`rmdir ${path} || :`);
  }

  /** Reads the fourth column that `df -P` prints: what is free (POSIX.1-2017, df). */
  async volume(folder: string): Promise<Volume | undefined> {
    const { script, signal } = this.#options;
    const { output } = await script.run(shellLine`df -Pk ${folder}`, { signal });
    const [, kibibytes] = /\s\d+\s+\d+\s+(\d+)\s+\d+%\s/.exec(output.toString()) ?? [];
    if (kibibytes === undefined) return undefined;
    return { freeBytes: Number(kibibytes) * 1024, isReadOnly: false };
  }

  /** Computes the SHA-256 of a file, in hexadecimal. */
  async sha256(path: string): Promise<string> {
    const { checksums, signal } = this.#options;
    if (checksums === undefined) throw new Error("the server computes no checksums");
    return await checksums.sha256(path, { signal });
  }

  /** Runs a command. @throws {AppError} 24003 or 24000 when it fails */
  async #run(line: Buffer): Promise<Buffer> {
    const { script, signal } = this.#options;
    const { code, output } = await script.run(line, { signal });
    if (code !== 0) throw execFailure(this.server, output.toString());
    return output;
  }

  /** Starts the program that creates a file, and waits until the file is there. */
  async #create(path: string): Promise<ExecProcess> {
    const process = await this.#launch(shellLine`exec /bin/sh -c ${raw(CREATE)} ${path}`);
    if ((await process.read(1)).length === 0) await process.exit();
    return process;
  }

  async #start(line: Buffer): Promise<ExecProcess> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    return await orAborted(signal, this.#launch(line));
  }

  /** Starts a program, and stops it at once if the signal has aborted meanwhile. */
  async #launch(line: Buffer): Promise<ExecProcess> {
    const { channel } = await this.#options.connection.exec(line);
    return new ExecProcess(channel, this.#options);
  }
}

function chmod(mode: number) {
  return raw(`chmod ${mode.toString(8).padStart(4, "0")}`);
}
