import { AppError } from "../errors.ts";
import { utf8Bytes } from "../protocol/utf8_bytes.ts";

/** Message with a type, not validated yet. */
export interface Frame {
  /** Type of the message. */
  readonly type: string;
  /** Other fields. */
  readonly [field: string]: unknown;
}

/**
 * Reads the data of a WebSocket message event: one JSON object with a text `type`.
 *
 * @throws {AppError} 31003 over `maxBytes` bytes of UTF-8, 31002 when it is no such object
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

/** Returns the `request_id` to echo, when `frame` has a valid one. */
export function requestIdOf(frame: Frame | undefined): string | undefined {
  const id = frame?.request_id;
  return typeof id === "string" && id.length >= 1 && id.length <= 128 ? id : undefined;
}

function hasTextType(frame: object): frame is Frame {
  return "type" in frame && typeof frame.type === "string";
}

/** Parses JSON. @throws {AppError} 31002 */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("INVALID_MESSAGE", "The frame is not JSON", { cause });
  }
}

/** Checks the size of a frame. @throws {AppError} 31003 when it is over the limit */
function assertSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) {
    throw new AppError(
      "MESSAGE_TOO_LARGE",
      `The frame has ${bytes} bytes; ${maxBytes} are allowed`,
    );
  }
}
