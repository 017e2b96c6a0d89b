import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import {
  type EventOf,
  type ServerEvent,
  ServerEventSchema,
} from "../../src/protocol/server_events.ts";
import {
  closeCodeOf,
  encodeFrame,
  FrameDecoder,
  OPCODE,
  type RawFrame,
} from "../sockets/raw_frame.ts";
import { rawHandshake } from "../sockets/raw_handshake.ts";
import { assertEvent } from "./contract.ts";

/** Maximum number of bytes per read from TCP. */
const CHUNK_BYTES = 262_144;
/** Maximum time of a read, in milliseconds. After it the connection is cut. */
const PATIENCE_MS = 30_000;

/**
 * WebSocket client (RFC 6455) that reads from TCP only on demand, and answers neither ping nor
 * close. Without reads the kernel's buffers fill up, then those of the service. Disposing it cuts
 * the connection.
 */
export class RawClient implements Disposable {
  readonly #tcp: Deno.TcpConn;
  readonly #decoder = new FrameDecoder();
  readonly #frames: RawFrame[] = [];
  #closeCode: number | undefined;
  #open = true;

  private constructor(tcp: Deno.TcpConn) {
    this.#tcp = tcp;
  }

  /** Connects to the service at `url`. @throws {Error} with status and body of a refusal */
  static async connect(url: string): Promise<RawClient> {
    return new RawClient(await rawHandshake(url));
  }

  /** Sends a message of the protocol. */
  send(message: ClientMessage): Promise<void> {
    return this.sendRaw(JSON.stringify(message));
  }

  /** Sends a text or a binary frame. */
  sendRaw(data: string | Uint8Array): Promise<void> {
    if (typeof data !== "string") return this.#write(OPCODE.binary, data);
    return this.#write(OPCODE.text, new TextEncoder().encode(data));
  }

  /** Sends a ping. */
  ping(): Promise<void> {
    return this.#write(OPCODE.ping, new Uint8Array());
  }

  /** Sends a close frame, with `code` or without one, and leaves TCP open. */
  sendClose(code?: number): Promise<void> {
    const payload = code === undefined ? [] : [code >> 8, code & 0xff];
    return this.#write(OPCODE.close, new Uint8Array(payload));
  }

  /** Reads at most `maxBytes` from TCP and returns their number, or `null` at the end of TCP. */
  async read(maxBytes = CHUNK_BYTES): Promise<number | null> {
    const chunk = new Uint8Array(maxBytes);
    const timer = setTimeout(() => this.cut(), PATIENCE_MS);
    const count = await this.#tcp.read(chunk).catch((error: unknown) => {
      if (!this.#open || error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    }).finally(() => clearTimeout(timer));
    if (count !== null) this.#frames.push(...this.#decoder.push(chunk.subarray(0, count)));
    return count;
  }

  /**
   * Yields all frames up to the end of TCP, at most `bytesPerSecond`. Leaving the loop stops
   * reading.
   */
  async *readFrames({ bytesPerSecond = Infinity } = {}): AsyncGenerator<RawFrame> {
    const maxBytes = Math.min(CHUNK_BYTES, Math.ceil(bytesPerSecond / 20));
    let dueMs = performance.now();
    for (;;) {
      for (let frame; (frame = this.#frames.shift()) !== undefined;) yield frame;
      const count = await this.read(maxBytes);
      if (count === null) return;
      dueMs += count / bytesPerSecond * 1000;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  /**
   * Yields all events up to the close frame or the end of TCP, and checks each against its schema.
   */
  async *events(options: { bytesPerSecond?: number } = {}): AsyncGenerator<ServerEvent> {
    if (this.#closeCode !== undefined) return;
    for await (const frame of this.readFrames(options)) {
      this.#closeCode = closeCodeOf(frame);
      if (this.#closeCode !== undefined) return;
      if (frame.opcode !== OPCODE.text) continue;
      const event = ServerEventSchema.parse(JSON.parse(new TextDecoder().decode(frame.payload)));
      assertEvent(event);
      yield event;
    }
  }

  /** Returns the next event of `type`. Events before it are skipped. */
  async next<Type extends ServerEvent["type"]>(type: Type): Promise<EventOf<Type>> {
    for await (const event of this.events()) {
      if (event.type === type) return event as EventOf<Type>;
    }
    throw new Error(`the connection ended before ${type}`);
  }

  /**
   * Reads up to the close frame and returns its code, or `undefined` when TCP ends without a frame.
   */
  async closeCode(): Promise<number | undefined> {
    for await (const _ of this.events());
    return this.#closeCode;
  }

  /** Ends TCP without a close frame. The kernel sends a reset when bytes are unread. */
  cut(): void {
    if (this.#open) this.#tcp.close();
    this.#open = false;
  }

  [Symbol.dispose](): void {
    this.cut();
  }

  async #write(opcode: number, payload: Uint8Array): Promise<void> {
    const frame = encodeFrame(opcode, payload);
    for (let sent = 0; sent < frame.length;) sent += await this.#tcp.write(frame.subarray(sent));
  }
}
