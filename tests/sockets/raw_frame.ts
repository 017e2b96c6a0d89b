/** Opcodes of RFC 6455, 5.2. */
export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame of the server, which sends no fragments and masks nothing. */
export interface RawFrame {
  readonly opcode: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Encodes a frame of a client, masked as it must be (RFC 6455, 5.3). */
export function encodeFrame(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const mask = crypto.getRandomValues(new Uint8Array(4));
  const head = [0x80 | opcode, ...maskedLength(payload.length), ...mask];
  const frame = new Uint8Array(head.length + payload.length);
  frame.set(head);
  frame.set(payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)), head.length);
  return frame;
}

/** Cuts what TCP delivers into frames. */
export class FrameDecoder {
  #rest = new Uint8Array();

  /** Takes more bytes and returns the frames that they complete. */
  push(chunk: Uint8Array): RawFrame[] {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const frames: RawFrame[] = [];
    let end = 0;
    for (let frame; (frame = firstFrame(bytes.subarray(end))) !== undefined;) {
      frames.push(frame);
      end = frame.payload.byteOffset + frame.payload.length;
    }
    this.#rest = bytes.subarray(end);
    return frames;
  }
}

/**
 * Returns the code of a close frame, 1005 when it has none (RFC 6455, 7.1.5); undefined for other
 * frames.
 */
export function closeCodeOf({ opcode, payload }: RawFrame): number | undefined {
  if (opcode !== OPCODE.close) return undefined;
  return payload.length < 2 ? 1005 : dataView(payload).getUint16(0);
}

/** Encodes the length of a masked payload in one, three or nine bytes (RFC 6455, 5.2). */
function maskedLength(length: number): number[] {
  if (length <= 125) return [0x80 | length];
  if (length <= 0xffff) return [0x80 | 126, length >> 8, length & 0xff];
  const bytes = new Uint8Array(8);
  dataView(bytes).setBigUint64(0, BigInt(length));
  return [0x80 | 127, ...bytes];
}

/** Returns the frame at the start of `bytes`, when all of it is there. */
function firstFrame(bytes: Uint8Array<ArrayBuffer>): RawFrame | undefined {
  const view = dataView(bytes);
  if (bytes.length < 2) return undefined;
  const short = view.getUint8(1);
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  let length = short;
  if (short === 126) length = view.getUint16(2);
  if (short === 127) length = Number(view.getBigUint64(2));
  if (bytes.length < start + length) return undefined;
  return { opcode: view.getUint8(0) & 0x0f, payload: bytes.subarray(start, start + length) };
}

function dataView({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, length);
}
