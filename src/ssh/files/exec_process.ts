import type { Buffer } from "node:buffer";
import { orAborted } from "../../async/or_aborted.ts";
import type { ClientChannel } from "../../ssh2/ssh2.ts";
import { execFailure } from "./exec_failure.ts";
import { SilenceAlarm, type WatchedConnection } from "./silence_alarm.ts";

/** Maximum length of the kept error output of a program, in characters. */
const COMPLAINT_LIMIT = 1_000;

/** Options for {@linkcode ExecProcess}. */
export interface ExecProcessOptions extends WatchedConnection {
  /** Signal that stops the program. */
  readonly signal: AbortSignal;
}

/** Program on a server that reads or writes one file, on a channel of its own. */
export class ExecProcess {
  readonly #channel: ClientChannel;
  readonly #alarm: SilenceAlarm;
  readonly #stopped = new AbortController();
  readonly #exited = Promise.withResolvers<void>();
  #wake = Promise.withResolvers<void>();
  #isAtEnd = false;
  #complaint = "";

  /** Takes over the channel of a started program, and stops it if the signal has aborted. */
  constructor(channel: ClientChannel, { server, signal, ...watched }: ExecProcessOptions) {
    this.#channel = channel;
    this.#alarm = new SilenceAlarm(watched, (failure) => this.stop(failure));
    channel.stderr.on("data", (text: Buffer) => {
      this.#complaint = (this.#complaint + text.toString()).slice(-COMPLAINT_LIMIT);
    });
    channel.on("readable", () => this.#notice()).once("end", () => {
      this.#isAtEnd = true;
      this.#notice();
    });
    const abort = () => this.stop(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    channel.once("close", (code?: number) => {
      signal.removeEventListener("abort", abort);
      if (code === 0) this.#exited.resolve();
      // The channels of a lost connection close just before it, and its failure comes first.
      setTimeout(() => this.stop(execFailure(server, this.#complaint)));
    });
    if (signal.aborted) abort();
  }

  /** Reads the next `lengthBytes` bytes of the output, fewer at its end. One call at a time. */
  async read(lengthBytes: number): Promise<Uint8Array[]> {
    const chunks: Buffer[] = [];
    for (let missing = lengthBytes; missing > 0;) {
      const size = Math.min(this.#channel.readableLength, missing);
      const chunk: Buffer | null = this.#channel.read(size || undefined);
      if (chunk !== null) {
        chunks.push(chunk);
        missing -= chunk.length;
      } else if (this.#isAtEnd) break;
      else await this.#owed(this.#wake.promise);
    }
    return chunks;
  }

  /** Writes to the input; resolves when the server has room for it. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#stopped.signal.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#channel.write(bytes, () => resolve());
    await this.#owed(promise);
  }

  /** Ends the input and waits until the program has exited with 0. */
  async end(): Promise<void> {
    this.#channel.end();
    await this.exit();
  }

  /** Waits until the program has exited with 0. */
  async exit(): Promise<void> {
    this.#discard();
    await this.#owed(this.#exited.promise);
  }

  /** Stops the program by closing its channel. All waits reject with `reason`. */
  stop(reason: unknown): void {
    this.#alarm[Symbol.dispose]();
    this.#stopped.abort(reason);
    this.#channel.close();
    this.#discard();
  }

  /** Discards the remaining output: the end of the channel is reported after it. */
  #discard(): void {
    this.#channel.removeAllListeners("readable").resume();
  }

  #notice(): void {
    this.#alarm.markReceived();
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** Waits for something that the server owes, until the program is stopped. */
  async #owed<Value>(answer: Promise<Value>): Promise<Value> {
    return await this.#alarm.owe(orAborted(this.#stopped.signal, answer));
  }
}
