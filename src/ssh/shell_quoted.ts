import { Buffer } from "node:buffer";

/**
 * Quotes `bytes` as one word that POSIX shells, csh, tcsh and fish read alike: quotes, backslashes and exclamation marks
 * stand outside of the single quotes, each behind a backslash. A newline is read by csh and tcsh as an unmatched quote.
 */
export function shellQuoted(bytes: Uint8Array): Buffer {
  // latin1 maps each byte to one character and back, so that any encoding passes through.
  const text = Buffer.from(bytes).toString("latin1");
  const escaped = (run: string) => `'${run.replaceAll(/[^]/g, "\\$&")}'`;
  return Buffer.from(`'${text.replaceAll(/['\\!]+/g, escaped)}'`, "latin1");
}
