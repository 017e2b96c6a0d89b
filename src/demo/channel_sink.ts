import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import { orAborted } from "../async/or_aborted.ts";
import type { ServerChannel } from "../ssh2/ssh2.ts";

/**
 * Both outputs of a channel as streams. Each write waits until the client has taken the one before:
 * until the channel's window has room (RFC 4254, 5.2), and until the socket is drained, because a
 * client may open a window of gigabytes.
 */
export class ChannelSink {
  /** Data of the channel. */
  readonly stdout: WritableStream<Uint8Array>;
  /** Extended data of the channel. */
  readonly stderr: WritableStream<Uint8Array>;
  readonly #channel: ServerChannel;
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  #turn = Promise.resolve();

  /** Creates the streams of `channel`. When `signal` aborts, writes fail with its reason. */
  constructor(
    channel: ServerChannel,
    { socket, signal }: { socket: Socket; signal: AbortSignal },
  ) {
    this.#channel = channel;
    this.#socket = socket;
    this.#signal = signal;
    this.stdout = this.#stream(channel);
    this.stderr = this.#stream(channel.stderr);
  }

  #stream(output: Writable): WritableStream<Uint8Array> {
    const write = (chunk: Uint8Array) => {
      this.#turn = this.#turn.then(() => this.#send(output, chunk));
      return this.#turn;
    };
    return new WritableStream({ write });
  }

  async #send(output: Writable, chunk: Uint8Array): Promise<void> {
    await this.#done((done) => output.write(chunk, done));
    // ssh2 keeps the last chunk that waited for the window. It would send that chunk again when
    // `stderr` waits later.
    Object.assign(this.#channel, { _chunk: undefined, _chunkcb: undefined });
    if (this.#socket.writableNeedDrain) {
      await this.#done((done) => this.#socket.once("drain", done));
    }
  }

  /** Waits until `start` calls back. ssh2 never calls back for a channel that has closed. */
  async #done(start: (done: () => void) => void): Promise<void> {
    this.#signal.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<void>();
    start(resolve);
    await orAborted(this.#signal, promise);
  }
}
