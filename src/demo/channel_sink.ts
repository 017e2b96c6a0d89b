import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { ServerChannel } from "../ssh2/ssh2.ts";

/**
 * Both outputs of a channel as streams, one write at a time, each when the client has taken the one before: the channel's
 * window has room (RFC 4254 section 5.2) and the socket is drained, since clients may open windows of gigabytes.
 */
export class ChannelSink {
  /** To the channel's data (RFC 4254 section 5.2). */
  readonly stdout: WritableStream<Uint8Array>;
  /** To the channel's extended data. */
  readonly stderr: WritableStream<Uint8Array>;
  readonly #channel: ServerChannel;
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  #turn = Promise.resolve();

  /** Nothing is sent any more when `signal` aborts. */
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
    await this.#settled((done) => output.write(chunk, done));
    // ssh2 keeps the last chunk that waited for the window and, when `stderr` waits later, sends that one again.
    Object.assign(this.#channel, { _chunk: undefined, _chunkcb: undefined });
    if (this.#socket.writableNeedDrain) {
      await this.#settled((done) => this.#socket.once("drain", done));
    }
  }

  /** Waits for a callback, or for the channel's end: ssh2 never calls back for a channel that has closed. */
  #settled(start: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      if (this.#signal.aborted) return resolve();
      const done = () => {
        this.#signal.removeEventListener("abort", done);
        resolve();
      };
      this.#signal.addEventListener("abort", done);
      start(done);
    });
  }
}
