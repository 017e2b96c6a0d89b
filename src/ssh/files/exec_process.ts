import type { Buffer } from "node:buffer";
import type { ClientChannel } from "../../ssh2/ssh2.ts";
import { execFailure } from "./exec_failure.ts";
import { Pending } from "../pending.ts";
import { SilenceAlarm } from "./silence_alarm.ts";
import type { SshConnection } from "../ssh_connection.ts";

/** What is kept of a program's complaints. */
const COMPLAINT_LIMIT = 1_000;

/** Whom a process belongs to. */
export interface ExecProcessOptions {
  /** Name of the server. */
  readonly server: string;
  /** What the channel is on. */
  readonly connection: SshConnection;
  /** How long the process may owe something while nothing moves. */
  readonly silenceMs: number;
}

/** A program that reads or writes one file, on a channel of its own. */
export class ExecProcess {
  readonly #channel: ClientChannel;
  readonly #alarm: SilenceAlarm;
  readonly #pending = new Pending();
  readonly #ended = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #wake = Promise.withResolvers<void>();
  #waits = 0;
  #isAtEnd = false;
  #complaint = "";

  /** Takes over the channel. */
  constructor(
    channel: ClientChannel,
    { server, connection, silenceMs }: ExecProcessOptions,
  ) {
    this.#channel = channel;
    this.#alarm = new SilenceAlarm({
      silenceMs,
      onSilence: () => this.abandon(connection.silent(silenceMs)),
    });
    channel.stderr.on("data", (text: Buffer) => {
      this.#complaint = (this.#complaint + text.toString()).slice(-COMPLAINT_LIMIT);
    });
    channel.on("readable", () => this.#notice()).once("end", () => {
      this.#isAtEnd = true;
      this.#notice();
    });
    channel.once("close", (code?: number) => {
      this.#closed.resolve();
      if (code === 0) this.#ended.resolve();
      // Of a lost connection, the failure of the connection speaks first.
      setTimeout(() => this.abandon(execFailure(server, this.#complaint)));
    });
  }

  /** Resolves when its channel is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** The next `lengthBytes` bytes of its output, fewer at the end. One call at a time. */
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

  /** Writes to its input; resolves when the server has room for it. */
  async write(bytes: Uint8Array): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#channel.write(bytes, () => resolve());
    await this.#owed(promise);
  }

  /** Ends its input and waits until it has done its work. */
  async end(): Promise<void> {
    this.#channel.end();
    this.#discard();
    await this.#owed(this.#ended.promise);
  }

  /** Waits until it has ended by itself, well. */
  async exit(): Promise<void> {
    this.#discard();
    await this.#owed(this.#ended.promise);
  }

  /** Ends it: all that waits rejects with `reason`. */
  abandon(reason: unknown): void {
    this.#alarm[Symbol.dispose]();
    this.#pending.fail(reason);
    this.#channel.close();
    this.#discard();
  }

  /** Reads on and throws away: only then is the end of the channel told. */
  #discard(): void {
    this.#channel.removeAllListeners("readable").resume();
  }

  #notice(): void {
    this.#alarm.heard();
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #owed<Value>(answer: Promise<Value>): Promise<Value> {
    this.#alarm.owed = ++this.#waits;
    try {
      return await this.#pending.wait(answer);
    } finally {
      this.#alarm.heard();
      this.#alarm.owed = --this.#waits;
    }
  }
}
