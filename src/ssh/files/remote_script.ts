import { Buffer } from "node:buffer";
import { orAborted } from "../../async/or_aborted.ts";
import { within } from "../../async/within.ts";
import { AppError } from "../../errors.ts";
import type { ClientChannel } from "../../ssh2/ssh2.ts";
import { SilenceAlarm } from "./silence_alarm.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** Answer of a command. */
export interface ScriptAnswer {
  /** Exit code. */
  readonly code: number;
  /** Output, errors included. */
  readonly output: Buffer;
}

/** Start and end of the line after each answer: ASCII's record separator. */
const MARK = 0x1e;
/** Time that a server may take to start a shell, in milliseconds. */
const START_MS = 5_000;

/**
 * One `/bin/sh` on a server that runs one command after the other. Any number of commands may be
 * open at once; answers come in order. It ends with its channel, with the connection, or when a
 * command owes an answer for too long.
 */
export class RemoteScript implements Disposable {
  readonly #channel: ClientChannel;
  readonly #nonce = crypto.randomUUID();
  readonly #alarm: SilenceAlarm;
  readonly #ended = new AbortController();
  /** Takers of the answers, in order. A command that nothing waits for any more is answered too. */
  readonly #open: ((answer: ScriptAnswer) => void)[] = [];
  #chunks: Buffer[] = [];
  /** Resolves when no command without a limit is open. */
  #limited: Promise<unknown> = Promise.resolve();

  private constructor(
    channel: ClientChannel,
    { connection, silenceMs }: { connection: SshConnection; silenceMs: number },
  ) {
    this.#channel = channel;
    this.#alarm = new SilenceAlarm({ connection, silenceMs }, (failure) => this.#end(failure));
    channel.stderr.resume();
    channel.on("data", (chunk: Buffer) => this.#receive(chunk));
    const closed = new AppError("SSH_SHELL_ERROR", "The server ended a shell");
    // The channels of a lost connection close just before it, and its failure comes first.
    channel.once("close", () => setTimeout(() => this.#end(closed)));
    const { lost } = connection;
    if (lost.aborted) this.#end(lost.reason);
    lost.addEventListener("abort", () => this.#end(lost.reason), { once: true });
  }

  /**
   * Starts the shell. The caller disposes it.
   *
   * @param options.silenceMs time that a command may owe its answer while the server sends nothing,
   * in milliseconds
   * @throws {AppError} 20005, 22003, 22004, 24004
   */
  static async start(
    connection: SshConnection,
    { silenceMs }: { silenceMs: number },
  ): Promise<RemoteScript> {
    const { channel } = await connection.exec("exec /bin/sh");
    const script = new RemoteScript(channel, { connection, silenceMs });
    try {
      // The first answer holds what the login shell has printed before.
      const first = await within(START_MS, script.run(Buffer.from(":")));
      if (first === undefined) throw connection.silent(START_MS);
      return script;
    } catch (cause) {
      script[Symbol.dispose]();
      throw cause;
    }
  }

  /**
   * Runs `command`, one or more lines of shell that read no input. When `signal` aborts, the
   * command runs on.
   *
   * @param options.isUnlimited whether the server may be silent for any time until the answer, as
   * during a long computation; default: false. The time of later commands starts after it.
   * @throws {AppError} 20005, 22004 or 24004 when the shell has ended, or the reason of `signal`
   */
  async run(
    command: Uint8Array,
    { signal = this.#ended.signal, isUnlimited = false }: {
      signal?: AbortSignal;
      isUnlimited?: boolean;
    } = {},
  ): Promise<ScriptAnswer> {
    signal.throwIfAborted();
    this.#ended.signal.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<ScriptAnswer>();
    this.#open.push(resolve);
    const after = `\n} </dev/null 2>&1\nprintf '\\036${this.#nonce}:%d\\036' $?\n`;
    this.#channel.write(Buffer.concat([Buffer.from("{\n"), command, Buffer.from(after)]));
    const answer = orAborted(this.#ended.signal, promise);
    const over = answer.catch(() => {});
    if (isUnlimited) this.#limited = over;
    const owed = isUnlimited ? answer : this.#limited.then(() => this.#alarm.owe(answer));
    return await orAborted(signal, owed);
  }

  /** Closes the channel. */
  [Symbol.dispose](): void {
    this.#alarm[Symbol.dispose]();
    this.#channel.close();
  }

  /** Ends all commands, open and later ones, with `cause`. */
  #end(cause: unknown): void {
    this.#alarm[Symbol.dispose]();
    this.#ended.abort(cause);
  }

  #receive(chunk: Buffer): void {
    this.#alarm.markReceived();
    this.#chunks.push(chunk);
    if (!chunk.includes(MARK)) return;
    let text = Buffer.concat(this.#chunks);
    for (let found = this.#marker(text); found !== undefined; found = this.#marker(text)) {
      const resolve = this.#open.shift();
      resolve?.({ code: found.code, output: text.subarray(0, found.start) });
      text = text.subarray(found.end);
    }
    this.#chunks = [text];
  }

  /** Finds the first whole marker in `bytes`. */
  #marker(bytes: Buffer): { start: number; end: number; code: number } | undefined {
    const before = `\x1e${this.#nonce}:`;
    const start = bytes.indexOf(before);
    const end = start < 0 ? -1 : bytes.indexOf(MARK, start + before.length);
    if (end < 0) return undefined;
    return {
      start,
      end: end + 1,
      code: Number(bytes.toString("latin1", start + before.length, end)),
    };
  }
}
