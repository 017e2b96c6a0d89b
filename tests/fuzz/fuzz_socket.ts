import { assertEvent } from "../harness/contract.ts";
import type { EventOf, ServerEvent } from "../../src/protocol/server_events.ts";
import { closeCodeOf, FrameDecoder, OPCODE } from "../sockets/raw_frame.ts";
import { rawHandshake } from "../sockets/raw_handshake.ts";
import type { FuzzFrame } from "./frame_mutations.ts";

/** Size of the chunks that are read from TCP, in bytes. */
const CHUNK_BYTES = 262_144;

/** WebSocket over TCP that sends many frames in one write. Disposing it cuts TCP. */
export class FuzzSocket implements Disposable {
  /** Called with each event, after it was checked against the AsyncAPI document. */
  onEvent: (event: ServerEvent) => void = () => {};
  /** Settles at the end of TCP. Rejects with an event that the document does not have. */
  readonly ended: Promise<void>;
  /** First event. */
  readonly welcome: Promise<EventOf<"welcome">>;
  readonly #tcp: Deno.TcpConn;
  readonly #welcomed = Promise.withResolvers<EventOf<"welcome">>();
  #isOpen = true;

  private constructor(tcp: Deno.TcpConn) {
    this.#tcp = tcp;
    this.welcome = this.#welcomed.promise;
    this.ended = this.#readAll();
    this.ended.catch(this.#welcomed.reject);
    this.welcome.catch(() => {});
  }

  /** Connects to the service at `url`. */
  static async connect(url: string): Promise<FuzzSocket> {
    return new FuzzSocket(await rawHandshake(url));
  }

  /** Whether frames can be sent. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends frames in one write. Frames to a service that has closed the connection are lost. */
  async send(frames: readonly FuzzFrame[]): Promise<void> {
    const parts = frames.flatMap(({ opcode, payload }) => [headOf(opcode, payload), payload]);
    const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    try {
      for (let sent = 0; sent < bytes.length;) sent += await this.#tcp.write(bytes.subarray(sent));
    } catch {
      this.#isOpen = false;
    }
  }

  /** Ends TCP without a close frame. */
  cut(): void {
    if (this.#isOpen) this.#isOpen = false;
    try {
      this.#tcp.close();
    } catch {
      // The reader has closed it.
    }
  }

  [Symbol.dispose](): void {
    this.cut();
  }

  async #readAll(): Promise<void> {
    const decoder = new FrameDecoder();
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const count = await this.#tcp.read(chunk).catch(() => null);
      if (count === null) break;
      for (const frame of decoder.push(chunk.subarray(0, count))) {
        if (frame.opcode === OPCODE.text) this.#receive(JSON.parse(utf8.decode(frame.payload)));
        else if (frame.opcode === OPCODE.ping) await this.send([{ ...frame, opcode: OPCODE.pong }]);
        else if (closeCodeOf(frame) !== undefined) this.cut();
      }
    }
    this.cut();
    this.#welcomed.reject(new Error("the service closed before its welcome"));
  }

  #receive(event: ServerEvent): void {
    assertEvent(event);
    if (event.type === "welcome") this.#welcomed.resolve(event);
    this.onEvent(event);
  }
}

/** Returns the header of a frame whose mask is zero, so that the payload stays as it is. */
function headOf(opcode: number, { length }: Uint8Array): Uint8Array {
  const isLong = length > 0xffff;
  const head = new Uint8Array(length <= 125 ? 6 : isLong ? 14 : 8);
  const view = new DataView(head.buffer);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (length <= 125 ? length : isLong ? 127 : 126);
  if (isLong) view.setBigUint64(2, BigInt(length));
  else if (length > 125) view.setUint16(2, length);
  return head;
}
