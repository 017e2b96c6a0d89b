import { Buffer } from "node:buffer";
import { orAborted } from "../../async/or_aborted.ts";
import type { DetachedEnd, Followed, FollowOptions } from "../../domain/detached.ts";
import { AppError } from "../../errors.ts";
import { Preamble } from "../preamble.ts";
import type { RemoteCommand } from "../remote_command.ts";
import type { SshConnection } from "../ssh_connection.ts";
import { SpoolReading, type SpoolReadingOptions, spoolRequest } from "./spool_reading.ts";

/** Number of readings without a byte and without an end, one after the other, before it fails. */
const VAIN_READINGS = 5;

/** Options for {@linkcode Follower}. */
export interface FollowerOptions
  extends FollowOptions, Pick<SpoolReadingOptions, "key" | "folder" | "lookMs"> {
  /** Name of the server. */
  readonly server: string;
  /** Command on the connection that was started by `spoolRequest` with the same options. */
  readonly command: RemoteCommand;
  /** Takes back a connection on which nothing is left. */
  readonly release: (connection: SshConnection) => Promise<void>;
}

/** Reader of a command's spool on its server, over one connection. */
export class Follower implements Followed {
  readonly #connection: SshConnection;
  readonly #options: FollowerOptions;
  readonly #preamble: Preamble | undefined;
  readonly #spool: AsyncGenerator<Buffer, void>;
  readonly #end = Promise.withResolvers<DetachedEnd>();
  /** Offset in the spool after the last byte that was read. */
  #offset: number;
  #start: number | undefined;
  /** Output of the command that was in the last chunk of the login's output. */
  #early: Buffer = Buffer.alloc(0);
  #reading: SpoolReading;
  #hasEnded = false;

  /** Takes over the connection and the command on it. */
  constructor(connection: SshConnection, options: FollowerOptions) {
    const { offset = 0, isFresh = false, signal } = options;
    this.#connection = connection;
    this.#options = options;
    this.#offset = offset;
    this.#preamble = options.offset === undefined ? new Preamble(options.nonce) : undefined;
    this.#reading = new SpoolReading(options.command, { ...options, offset, isFresh });
    this.#spool = this.#readSpool();
    this.#end.promise.catch(() => {}); // Not every caller reads the end.
    if (signal.aborted) this.#abort();
    else signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** Offset of the command's first byte, as far as the output was read. */
  get start(): number | undefined {
    return this.#start;
  }

  /** Settles after the output has ended. Rejects with 20005, 22003 or the signal's reason. */
  get end(): Promise<DetachedEnd> {
    return this.#end.promise;
  }

  /** Output of the login, until the command starts or ends. */
  get login(): AsyncIterable<Uint8Array> {
    return this.#readLogin();
  }

  /** Output of the command until its end. */
  get output(): AsyncIterable<Uint8Array> {
    return this.#readOutput();
  }

  /** Ends the reading, and releases the connection or closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.signal.removeEventListener("abort", this.#abort);
    this.#reading[Symbol.dispose]();
    if (this.#hasEnded) await this.#options.release(this.#connection);
    else await this.#connection[Symbol.asyncDispose]();
  }

  readonly #abort = (): void => {
    this.#reading[Symbol.dispose]();
    this.#end.reject(this.#options.signal.reason);
    this.#connection.cut();
  };

  async *#readLogin(): AsyncGenerator<Uint8Array> {
    if (this.#preamble === undefined) return;
    for (let next = await this.#spool.next(); !next.done; next = await this.#spool.next()) {
      const { login, output } = this.#preamble.read(next.value);
      if (this.#preamble.hasStarted) {
        this.#early = output;
        this.#start = this.#offset - output.length;
      }
      if (login.length > 0) yield login;
      if (this.#preamble.hasStarted) return;
    }
    const rest = this.#preamble.rest();
    if (rest.length > 0) yield rest;
  }

  async *#readOutput(): AsyncGenerator<Uint8Array> {
    if (this.#preamble?.hasStarted === false) return;
    const early = this.#early;
    this.#early = Buffer.alloc(0);
    if (early.length > 0) yield early;
    for (let next = await this.#spool.next(); !next.done; next = await this.#spool.next()) {
      yield next.value;
    }
  }

  /**
   * Yields the bytes of the spool to the end of the attempt, and settles that end.
   *
   * @throws {AppError} 20005, 22003 or the signal's reason, all into that end
   */
  async *#readSpool(): AsyncGenerator<Buffer, void> {
    try {
      for (let vain = 0; vain < VAIN_READINGS; vain++) {
        for await (const chunk of this.#reading.bytes()) {
          vain = 0;
          this.#offset += chunk.length;
          yield chunk;
        }
        const { signal } = this.#options;
        const end = await orAborted(signal, this.#reading.end());
        this.#reading[Symbol.dispose]();
        if (end !== undefined) {
          this.#hasEnded = true;
          this.#end.resolve(end);
          return;
        }
        const again = { ...this.#options, offset: this.#offset, isFresh: false };
        const command = await this.#connection.exec(spoolRequest(again), { signal });
        this.#reading = new SpoolReading(command, again);
      }
      const detail =
        `${this.#options.server} ends the reading of a command's output again and again`;
      throw new AppError("SSH_CHANNEL_ERROR", detail);
    } catch (error) {
      this.#end.reject(error);
    }
  }
}
