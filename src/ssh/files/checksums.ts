import { Buffer } from "node:buffer";
import { orAborted } from "../../async/or_aborted.ts";
import { AppError } from "../../errors.ts";
import { RemoteScript } from "./remote_script.ts";
import { shellLine } from "./shell_line.ts";
import type { WatchedConnection } from "./silence_alarm.ts";

/** Programs that print a SHA-256 and a name, the fastest first. */
const PROGRAMS = ["openssl dgst -sha256 -r", "sha256sum", "shasum -a 256"];

/** Script that chooses the first program with the right SHA-256 of `abc` (FIPS 180-2, B.1). */
const CHOOSE = `sum=
for program in ${PROGRAMS.map((program) => `'${program}'`).join(" ")}; do
  case $(printf abc | $program 2>/dev/null) in
    ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad*) sum=$program; break ;;
  esac
done
[ -n "$sum" ]`;

/** Maximum number of files whose checksums one command computes. */
const BATCH_FILES = 64;

/** File that waits for its checksum. */
interface Question extends PromiseWithResolvers<string> {
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Checksums of files, computed on their server in batches. */
export class Checksums implements Disposable {
  /** Shell that computes them, also for other commands. */
  readonly script: RemoteScript;
  readonly #server: string;
  #waiting: Question[] = [];
  #isBusy = false;

  private constructor(script: RemoteScript, server: string) {
    this.script = script;
    this.#server = server;
  }

  /**
   * Opens the checksums of a server. Returns undefined when the server runs no commands, or has no
   * program for checksums. The caller disposes the result.
   *
   * @throws {AppError} 20005
   */
  static async open(
    { server, connection, silenceMs }: WatchedConnection,
  ): Promise<Checksums | undefined> {
    try {
      const script = await RemoteScript.start(connection, { silenceMs });
      if ((await script.run(Buffer.from(CHOOSE))).code === 0) return new Checksums(script, server);
      script[Symbol.dispose]();
      return undefined;
    } catch (cause) {
      if (connection.isClosed || !(cause instanceof AppError)) throw cause;
      return undefined;
    }
  }

  /**
   * Computes the SHA-256 of a file, in hexadecimal.
   *
   * @throws {AppError} 20005, 24000, or the reason of `signal`
   */
  async sha256(path: string, { signal }: { signal: AbortSignal }): Promise<string> {
    signal.throwIfAborted();
    const question: Question = { path, signal, ...Promise.withResolvers<string>() };
    this.#waiting.push(question);
    if (!this.#isBusy) void this.#work();
    return await orAborted(signal, question.promise);
  }

  /** Ends the shell. */
  [Symbol.dispose](): void {
    this.script[Symbol.dispose]();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_FILES).filter(({ signal }) => !signal.aborted);
      try {
        if (batch.length > 0) await this.#answer(batch);
      } catch (cause) {
        for (const { reject } of batch) reject(cause);
      }
    }
    this.#isBusy = false;
  }

  async #answer(batch: readonly Question[]): Promise<void> {
    const command = commandFor(batch.map(({ path }) => path));
    // Programs for checksums print nothing while they read a large file.
    const { output } = await this.script.run(command, { isUnlimited: true });
    const lines = output.toString("latin1").split("\n");
    const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    for (const { path, resolve, reject } of batch) {
      const sum = sums.get(path.slice(path.lastIndexOf("/") + 1)) ?? "";
      const detail = `${this.#server} could not compute a checksum`;
      if (/^[0-9a-f]{64}$/.test(sum)) resolve(sum);
      else reject(new AppError("SCP_TRANSFER_FAILED", detail));
    }
  }
}

/**
 * Returns a command with one program for all files of a folder, whose arguments are names only. A
 * line of its output is 64 digits, two characters and the name.
 */
function commandFor(paths: readonly string[]): Buffer {
  const folders = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf("/") + 1));
  return Buffer.concat([...folders].map(([folder, inside]) => {
    const names = inside.map((path) => path.slice(folder.length));
    return shellLine`( cd ${folder} && $sum ${names} )\n`;
  }));
}
