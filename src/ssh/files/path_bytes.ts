import { Buffer } from "node:buffer";

/** Returns the bytes of a path or name, which has one character for each. */
export function bytesOf(path: string): Buffer {
  return Buffer.from(path, "latin1");
}

/** Returns a path as SFTP libraries take it: its bytes read as UTF-8, others as U+FFFD. */
export function textOf(path: string): string {
  return bytesOf(path).toString();
}

/** Returns the path, one character for each byte, of a text that an SFTP library has read. */
export function pathOfText(text: string): string {
  return Buffer.from(text).toString("latin1");
}
