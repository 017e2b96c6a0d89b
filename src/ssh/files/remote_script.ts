import { Buffer } from "node:buffer";
import { AppError } from "../../errors.ts";
import type { ClientChannel } from "../../ssh2/ssh2.ts";
import { SilenceAlarm } from "./silence_alarm.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** How a command ended. */
export interface ScriptAnswer {
  /** Its exit code. */
  readonly code: number;
  /** What it printed, errors included. */
  readonly output: Buffer;
}

/** Starts and ends the line after each answer: ASCII's record separator. */
const MARK = 0x1e;
/** What a server may take to start a shell. */
const START_MS = 5_000;

/**
 * One `/bin/sh` on a server that runs one command after the other. Any number of commands may be asked for; answers come
 * in their order. It ends with its channel, or when a command owes an answer for too long.
 */
export class RemoteScript implements Disposable {
  readonly #channel: ClientChannel;
  readonly #nonce = crypto.randomUUID();
  readonly #alarm: SilenceAlarm | undefined;
  /** Commands in order; those that were given up stay, because their answers come all the same. */
  readonly #open: { settle: PromiseWithResolvers<ScriptAnswer> | undefined }[] = [];
  #chunks: Buffer[] = [];
  #end: { readonly cause: unknown } | undefined;

  private constructor(
    channel: ClientChannel,
    { connection, silenceMs }: { connection: SshConnection; silenceMs: number | undefined },
  ) {
    this.#channel = channel;
    this.#alarm = silenceMs === undefined ? undefined : new SilenceAlarm({
      silenceMs,
      onSilence: () => this.#fail(connection.silent(silenceMs)),
    });
    channel.stderr.resume();
    channel.on("data", (chunk: Buffer) => this.#hear(chunk));
    // Of a lost connection, the failure of the connection speaks first.
    const ended = new AppError("SSH_SHELL_ERROR", "The server ended a shell");
    channel.once("close", () => setTimeout(() => this.#fail(ended)));
    connection.closed.then(() => this.#fail(connection.lostFailure()));
  }

  /**
   * Starts the shell. The caller disposes it.
   *
   * @param options.silenceMs how long a command may owe its answer while the server says nothing; default: for ever
   * @throws {AppError} 20005, 22003, 22004, 24004
   */
  static async start(
    connection: SshConnection,
    { silenceMs }: { silenceMs?: number } = {},
  ): Promise<RemoteScript> {
    const { channel } = await connection.exec("exec /bin/sh");
    const script = new RemoteScript(channel, { connection, silenceMs });
    const timer = setTimeout(() => script.#fail(connection.silent(START_MS)), START_MS);
    try {
      await script.run(Buffer.from(":")); // What the login shell printed before belongs to this answer.
      return script;
    } catch (cause) {
      script[Symbol.dispose]();
      throw cause;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs `command`, one or more lines of shell that read no input. */
  async run(command: Uint8Array): Promise<ScriptAnswer> {
    if (this.#end !== undefined) throw this.#end.cause;
    const settle = Promise.withResolvers<ScriptAnswer>();
    this.#open.push({ settle });
    this.#owe();
    const after = `\n} </dev/null 2>&1\nprintf '\\036${this.#nonce}:%d\\036' $?\n`;
    this.#channel.write(Buffer.concat([Buffer.from("{\n"), command, Buffer.from(after)]));
    return await settle.promise;
  }

  /** Rejects all open commands with `reason`. They run nevertheless. */
  abandon(reason: unknown): void {
    for (const command of this.#open) {
      command.settle?.reject(reason);
      command.settle = undefined;
    }
    this.#owe();
  }

  /** Closes the channel. */
  [Symbol.dispose](): void {
    this.#alarm?.[Symbol.dispose]();
    this.#channel.close();
  }

  /** Counts what is open and not given up. */
  #owe(): void {
    if (this.#alarm === undefined) return;
    this.#alarm.owed = this.#open.filter(({ settle }) => settle !== undefined).length;
  }

  #fail(cause: unknown): void {
    this.#end ??= { cause };
    this.#alarm?.[Symbol.dispose]();
    this.abandon(cause);
  }

  #hear(chunk: Buffer): void {
    this.#alarm?.heard();
    this.#chunks.push(chunk);
    if (!chunk.includes(MARK)) return;
    let text = Buffer.concat(this.#chunks);
    for (let found = this.#marker(text); found !== undefined; found = this.#marker(text)) {
      const command = this.#open.shift();
      this.#owe();
      command?.settle?.resolve({ code: found.code, output: text.subarray(0, found.start) });
      text = text.subarray(found.end);
    }
    this.#chunks = [text];
  }

  /** The first whole marker in `bytes`. */
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
