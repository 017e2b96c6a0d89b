import { Buffer } from "node:buffer";
import { AppError } from "../../errors.ts";
import { shellQuoted } from "../shell_quoted.ts";
import { RemoteScript } from "./remote_script.ts";
import { bytesOf } from "./path_bytes.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** Programs that print a SHA-256 and a name, the fastest first: OpenSSL uses what the processor has for it. */
const PROGRAMS = ["openssl dgst -sha256 -r", "sha256sum", "shasum -a 256"];

/** Chooses the first program that knows the SHA-256 of `abc` (FIPS 180-2, B.1). */
const CHOOSE = `sum=
for program in ${PROGRAMS.map((program) => `'${program}'`).join(" ")}; do
  case $(printf abc | $program 2>/dev/null) in
    ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad*) sum=$program; break ;;
  esac
done
[ -n "$sum" ]`;

/** Files whose checksums one command computes, at most. */
const BATCH_FILES = 64;

/** A question that waits for the next batch. */
interface Question extends PromiseWithResolvers<string> {
  readonly path: string;
}

/** Computes checksums on a server. Questions that come while a batch is under way make the next one. */
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

  /** Returns undefined for a server that runs no commands or has no program for it. The caller disposes it. */
  static async open(connection: SshConnection, server: string): Promise<Checksums | undefined> {
    try {
      const script = await RemoteScript.start(connection);
      if ((await script.run(Buffer.from(CHOOSE))).code === 0) return new Checksums(script, server);
      script[Symbol.dispose]();
      return undefined;
    } catch (cause) {
      if (connection.isClosed || !(cause instanceof AppError)) throw cause;
      return undefined;
    }
  }

  /** In hexadecimal. @throws {AppError} 20005, 24000 */
  async sha256(path: string): Promise<string> {
    const question: Question = { path, ...Promise.withResolvers<string>() };
    this.#waiting.push(question);
    if (!this.#isBusy) void this.#work();
    return await question.promise;
  }

  /** Rejects all open questions with `reason`. */
  abandon(reason: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
    this.script.abandon(reason);
  }

  /** Ends the shell. */
  [Symbol.dispose](): void {
    this.script[Symbol.dispose]();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_FILES);
      try {
        await this.#answer(batch);
      } catch (cause) {
        for (const { reject } of batch) reject(cause);
      }
    }
    this.#isBusy = false;
  }

  async #answer(batch: readonly Question[]): Promise<void> {
    const { output } = await this.script.run(commandFor(batch.map(({ path }) => path)));
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

/** One program for all files of a folder, with names only: a line of output is 64 digits, two characters and the name. */
function commandFor(paths: readonly string[]): Buffer {
  const lines: Buffer[] = [];
  const folders = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf("/") + 1));
  for (const [folder, inside] of folders) {
    const names = inside.map((path) => shellQuoted(bytesOf(path.slice(folder.length))));
    const spaced = names.flatMap((name) => [Buffer.from(" "), name]);
    const start = [Buffer.from("( cd "), shellQuoted(bytesOf(folder)), Buffer.from(" && $sum")];
    lines.push(...start, ...spaced, Buffer.from(" )\n"));
  }
  return Buffer.concat(lines);
}
