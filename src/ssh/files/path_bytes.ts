import { Buffer } from "node:buffer";

/** The bytes of a path or name, which has one character for each. */
export function bytesOf(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

/** A path or name as SFTP libraries have it: its bytes read as UTF-8. What they are not becomes U+FFFD. */
export function textOf(path: string): string {
  return bytesOf(path).toString();
}

/** The path or name, one character for each byte, of what an SFTP library has read as UTF-8. */
export function pathOfText(text: string): string {
  return Buffer.from(text).toString("latin1");
}
