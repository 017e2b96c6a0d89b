import { Buffer } from "node:buffer";

/** Returns the length of `text` in bytes of UTF-8. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}
