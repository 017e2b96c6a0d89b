import { AppError } from "../errors.ts";
import { utf8Bytes } from "../protocol/utf8_bytes.ts";

/** A frame that is a message, whatever its type is worth. */
export interface Frame {
  /** Names the message. */
  readonly type: string;
  /** Everything else, not validated yet. */
  readonly [field: string]: unknown;
}

/**
 * Reads what a WebSocket delivered: one JSON object with a text `type`.
 *
 * @throws {AppError} 31003 over `maxBytes` bytes of UTF-8, 31002 for everything else that is not a message.
 */
export function readFrame(data: unknown, maxBytes: number): Frame {
  if (data instanceof ArrayBuffer) {
    assertSize(data.byteLength, maxBytes);
    throw new AppError("INVALID_MESSAGE", "The frame is binary; send text frames");
  }
  if (typeof data !== "string") throw new AppError("INVALID_MESSAGE", "The frame is not text");
  assertSize(utf8Bytes(data), maxBytes);
  const frame = parseJson(data);
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    throw new AppError("INVALID_MESSAGE", "The frame is not a JSON object");
  }
  if (!hasTextType(frame)) throw new AppError("INVALID_MESSAGE", "type is not a text");
  return frame;
}

/** The `request_id` to echo, when `frame` has a valid one. */
export function requestIdOf(frame: Frame | undefined): string | undefined {
  const id = frame?.request_id;
  return typeof id === "string" && id.length >= 1 && id.length <= 128 ? id : undefined;
}

function hasTextType(frame: object): frame is Frame {
  return "type" in frame && typeof frame.type === "string";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("INVALID_MESSAGE", "The frame is not JSON", { cause });
  }
}

function assertSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) {
    throw new AppError(
      "MESSAGE_TOO_LARGE",
      `The frame has ${bytes} bytes; ${maxBytes} are allowed`,
    );
  }
}
