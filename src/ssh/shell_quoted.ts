import { Buffer } from "node:buffer";

/**
 * Quotes `bytes` as one word for POSIX shells, csh, tcsh and fish. Quotes, backslashes and
 * exclamation marks are outside of the single quotes, each after a backslash. csh and tcsh refuse a
 * newline.
 */
export function shellQuoted(bytes: Uint8Array): Buffer {
  // latin1 maps each byte to one character and back, whatever the encoding.
  const text = Buffer.from(bytes).toString("latin1");
  const escaped = (run: string) => `'${run.replaceAll(/[^]/g, "\\$&")}'`;
  return Buffer.from(`'${text.replaceAll(/['\\!]+/g, escaped)}'`, "latin1");
}
