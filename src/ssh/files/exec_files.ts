import { Buffer } from "node:buffer";
import { AppError } from "../../errors.ts";
import { Checksums } from "./checksums.ts";
import { execFailure, isMissing } from "./exec_failure.ts";
import { ExecProcess } from "./exec_process.ts";
import { ExecReader } from "./exec_reader.ts";
import {
  type ListedStatus,
  readExecStatus,
  readListed,
  STAT_FORMAT,
  touchTime,
} from "./exec_status.ts";
import { ExecWriter } from "./exec_writer.ts";
import type { FileStatus, KeptAttributes } from "./file_status.ts";
import { shellQuoted } from "../shell_quoted.ts";
import { Pending } from "../pending.ts";
import { RemoteScript } from "./remote_script.ts";
import { bytesOf } from "./path_bytes.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** What {@linkcode ExecFiles} are opened with; they close the connection. */
export interface ExecFilesOptions {
  /** Name of the server. */
  readonly server: string;
  /** What everything goes over. */
  readonly connection: SshConnection;
  /** How long the server may owe an answer and say nothing. */
  readonly silenceMs: number;
}

/** Messages in English, times in UTC, new files for their owner, and functions; it fails where `stat` does not fit. */
const PRELUDE = `LC_ALL=C TZ=UTC0 && export LC_ALL TZ && umask 077
denied() { echo 'Permission denied'; return 1; }
enter() { [ -x "$1" ] || denied || return 1; cd -P "$1"; }
facts() { stat -L -c '${STAT_FORMAT}' -- "$1"; }
facts /`;

/**
 * Prints the entries of the current folder for `readListed`, each ended by NUL: no name holds a
 * slash or a NUL. `ls` tells of a folder that cannot be read, which a pattern passes over in
 * silence. A pattern without a match stands for itself, and looks like a file that has vanished.
 */
const LIST = `ls -a >/dev/null || exit 1
for name in .* *; do
  case $name in .|..) continue ;; esac
  link=-
  [ -h "$name" ] && link=l
  printf '%s%s/%s\\0' $link "$name" "$(facts "$name" 2>&1)"
done`;

/** Makes the file that is its argument, which must not be there, says so by a line, and fills it with what comes. */
const MAKE = `'LC_ALL=C; export LC_ALL; umask 077; set -C; exec 3>"$0" && echo && exec cat >&3'`;

/** The files of a server without SFTP, by shell commands: `stat`, `cat`, `mv` and others of POSIX. */
export class ExecFiles implements AsyncDisposable {
  /** Name of the server. */
  readonly server: string;
  /** Which way. */
  readonly way = "exec";
  /** `mv` within a folder replaces in one step. */
  readonly isRenameAtomic = true;
  /** Each file is a session of its own, of which servers allow ten by default (`MaxSessions`). */
  readonly parallelFiles = 4;
  readonly #options: ExecFilesOptions;
  readonly #script: RemoteScript;
  readonly #checksums: Checksums | undefined;
  readonly #processes = new Set<ExecProcess>();
  readonly #making = new Set<Promise<unknown>>();
  readonly #pending = new Pending();
  /** The last time that all was given up: what opens afterwards, but was asked for before, is given up too. */
  #abandoned: { readonly cause: unknown } | undefined;

  private constructor(
    { script, checksums }: { script: RemoteScript; checksums: Checksums | undefined },
    options: ExecFilesOptions,
  ) {
    this.server = options.server;
    this.#script = script;
    this.#checksums = checksums;
    this.#options = options;
    const { connection } = options;
    connection.closed.then(() => {
      for (const process of this.#processes) process.abandon(connection.lostFailure());
    });
  }

  /** Starts the shell. @throws {AppError} 20005, 22003, 22004, 24004; 24000 where its commands are not what is needed */
  static async open(options: ExecFilesOptions): Promise<ExecFiles> {
    const { server, connection, silenceMs } = options;
    const script = await RemoteScript.start(connection, { silenceMs });
    if ((await script.run(Buffer.from(PRELUDE))).code === 0) {
      return new ExecFiles(
        { script, checksums: await Checksums.open(connection, server) },
        options,
      );
    }
    throw new AppError(
      "SCP_TRANSFER_FAILED",
      `${server} offers neither SFTP nor the commands that would do instead`,
    );
  }

  /** Whether the server can compute them. */
  get hasChecksum(): boolean {
    return this.#checksums !== undefined;
  }

  /** Follows links; undefined when nothing is there. */
  async stat(path: string): Promise<FileStatus | undefined> {
    const { code, output } = await this.#script.run(command`facts ${path}`);
    const text = output.toString().trim();
    const status = code === 0 ? readExecStatus(text) : undefined;
    if (status !== undefined || isMissing(text)) return status;
    throw execFailure(this.server, text);
  }

  /** Lists a folder; links are followed. @throws {AppError} 24003, 24000 also for a single entry */
  async list(folder: string): Promise<ListedStatus[]> {
    const open = command`( enter ${folder} || exit 1\n`;
    const output = await this.#run(Buffer.concat([open, Buffer.from(`${LIST} )`)]));
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

  /** Any name will do. */
  async requireName(): Promise<void> {}

  /** The path without links. */
  async realPath(path: string): Promise<string> {
    const output = await this.#run(command`( enter ${path} && pwd -P )`);
    return output.toString("latin1").replace(/\n$/, "");
  }

  /** Asks whether the user has the right. */
  async requireReadable(path: string): Promise<void> {
    await this.#run(command`[ -r ${path} ] || denied`);
  }

  /** Opens a file. */
  async open(path: string): Promise<ExecReader> {
    const starting = this.#start(command`exec /bin/sh -c 'exec cat < "$0"' ${path}`);
    return new ExecReader(await this.#unlessAbandoned(starting));
  }

  /** Makes a file. */
  async create(path: string): Promise<ExecWriter> {
    const making = this.#make(path);
    this.#making.add(making);
    making.catch(() => {}).finally(() => this.#making.delete(making));
    const process = await this.#unlessAbandoned(making);
    return new ExecWriter(process, (attributes) => this.setAttributes(path, attributes));
  }

  /** Makes a folder. */
  async makeFolder(path: string): Promise<void> {
    await this.#run(command`mkdir ${path}`);
  }

  /** Sets permissions and time. */
  async setAttributes(
    path: string,
    { mode, modifiedSeconds }: KeptAttributes,
  ): Promise<void> {
    const when = raw(`touch -m ${touchTime(modifiedSeconds)}`);
    await this.#run(command`${chmod(mode)} ${path} && ${when} ${path}`);
  }

  /** Sets permissions. */
  async setMode(path: string, mode: number): Promise<void> {
    await this.#run(command`${chmod(mode)} ${path}`);
  }

  /** Renames within a folder. */
  async rename(from: string, to: string): Promise<void> {
    await this.#run(command`mv -f ${from} ${to}`);
  }

  /** Removes a file, also one that is just being made; fine when it is not there. */
  async remove(path: string): Promise<void> {
    await Promise.allSettled(this.#making);
    await this.#run(command`rm -f ${path}`);
  }

  /** Removes a folder if it is empty. */
  async removeEmptyFolder(path: string): Promise<void> {
    await this.#run(command`rmdir ${path} || :`);
  }

  /** What `df -P` prints (POSIX.1-2017, df): the fourth column counts what is free. */
  async volume(folder: string): Promise<{ freeBytes: number; isReadOnly: boolean } | undefined> {
    const { output } = await this.#script.run(command`df -Pk ${folder}`);
    const [, kibibytes] = /\s\d+\s+\d+\s+(\d+)\s+\d+%\s/.exec(output.toString()) ?? [];
    if (kibibytes === undefined) return undefined;
    return { freeBytes: Number(kibibytes) * 1024, isReadOnly: false };
  }

  /** In hexadecimal. */
  async sha256(path: string): Promise<string> {
    if (this.#checksums === undefined) throw new Error("the server computes no checksums");
    return await this.#checksums.sha256(path);
  }

  /** Gives up every answer that is still awaited, and ends the programs that read and write. */
  abandon(reason: unknown): void {
    this.#script.abandon(reason);
    this.#checksums?.abandon(reason);
    for (const process of this.#processes) process.abandon(reason);
    this.#abandoned = { cause: reason };
    this.#pending.abandon(reason);
  }

  /** Closes the channels and the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.abandon(new AppError("SSH_CONNECTION_LOST", `The files of ${this.server} were closed`));
    this.#script[Symbol.dispose]();
    this.#checksums?.[Symbol.dispose]();
    await this.#options.connection[Symbol.asyncDispose]();
  }

  async #run(line: Buffer): Promise<Buffer> {
    const { code, output } = await this.#script.run(line);
    if (code !== 0) throw execFailure(this.server, output.toString());
    return output;
  }

  /** Makes a file, and waits for a word that it is there. */
  async #make(path: string): Promise<ExecProcess> {
    const process = await this.#start(command`exec /bin/sh -c ${raw(MAKE)} ${path}`);
    if ((await process.read(1)).length === 0) await process.exit();
    return process;
  }

  async #start(line: Buffer): Promise<ExecProcess> {
    const before = this.#abandoned;
    const { channel } = await this.#options.connection.exec(line);
    const process = new ExecProcess(channel, this.#options);
    this.#processes.add(process);
    process.closed.then(() => this.#processes.delete(process));
    if (this.#abandoned !== before) process.abandon(this.#abandoned?.cause);
    return process;
  }

  async #unlessAbandoned(starting: Promise<ExecProcess>): Promise<ExecProcess> {
    return await this.#pending.wait(starting);
  }
}

/** Text that is shell already. */
interface Raw {
  readonly shell: string;
}

function raw(shell: string): Raw {
  return { shell };
}

function chmod(mode: number): Raw {
  return raw(`chmod ${mode.toString(8).padStart(4, "0")}`);
}

/** Writes a line of shell in which every path is one word. */
function command(texts: TemplateStringsArray, ...values: (string | Raw)[]): Buffer {
  const quoted = values.map((value) =>
    typeof value === "string" ? shellQuoted(bytesOf(value)) : Buffer.from(value.shell)
  );
  return Buffer.concat(
    texts.flatMap((text, i) => [Buffer.from(text), quoted[i] ?? Buffer.alloc(0)]),
  );
}
