import { Buffer } from "node:buffer";

/** Starts and ends a marker in the output: ASCII's record separator, which no ordinary text holds. */
const MARK = "\x1e";
/** What a profile may print before the command, in bytes, and still be shown when the command never starts. */
const PREAMBLE_LIMIT_BYTES = 65_536;

/**
 * Writes `command` as one line for an exec request: it runs in the user's login shell on the terminal, after `$SHELL`
 * has read its profile. Two markers with `nonce` are printed on the way: the first tells the process id, which is also the
 * id of the terminal's session because every step is an `exec`; the second ends what the profile prints.
 */
export function loginCommand(command: Uint8Array, nonce: string): Buffer {
  const outer = `printf "\\036${nonce}:$$\\036"; exec "\${SHELL:-/bin/sh}" -l -c "$1"`;
  const inner = `printf '\\036${nonce}\\036'\n`;
  return Buffer.concat([
    Buffer.from(`exec /bin/sh -c '${outer}' sh `),
    shellQuoted(Buffer.concat([Buffer.from(inner), command])),
  ]);
}

/**
 * Quotes `bytes` as one word of a POSIX shell, in single or in double quotes, whichever is shorter: at most 1.75 times
 * as long, so that 65,536 bytes of anything stay below the 131,072 that Linux allows one argument (MAX_ARG_STRLEN).
 */
export function shellQuoted(bytes: Uint8Array): Buffer {
  // latin1 maps each byte to one character and back, so that any encoding passes through.
  const text = Buffer.from(bytes).toString("latin1");
  const single = `'${text.replaceAll("'", `'\\''`)}'`;
  const double = `"${text.replaceAll(/[\\"$`]/g, "\\$&")}"`;
  return Buffer.from(single.length <= double.length ? single : double, "latin1");
}

/** Takes the markers and what stands before the second one out of a command's output. */
export class Preamble {
  readonly #pidMark: Buffer;
  readonly #startMark: Buffer;
  #held: Buffer | undefined = Buffer.alloc(0);
  #sessionId: number | undefined;

  /** Takes the nonce that the command was made with. */
  constructor(nonce: string) {
    this.#pidMark = Buffer.from(`${MARK}${nonce}:`);
    this.#startMark = Buffer.from(`${MARK}${nonce}${MARK}`);
  }

  /** Id of the terminal's session on the server; undefined until it was read. */
  get sessionId(): number | undefined {
    return this.#sessionId;
  }

  /** Returns what of `chunk` is the command's own output. */
  strip(chunk: Buffer): Buffer {
    if (this.#held === undefined) return chunk;
    this.#held = Buffer.concat([this.#held, chunk]);
    this.#readSessionId();
    const start = this.#held.indexOf(this.#startMark);
    if (start < 0) {
      this.#held = this.#held.subarray(-PREAMBLE_LIMIT_BYTES);
      return Buffer.alloc(0);
    }
    const output = this.#held.subarray(start + this.#startMark.length);
    this.#held = undefined;
    return output;
  }

  /** At the end of the output: what was held back of a login that never got as far as the command. */
  rest(): Buffer {
    const held = this.#held ?? Buffer.alloc(0);
    this.#held = undefined;
    return held;
  }

  /** Reads the first marker and cuts it out. */
  #readSessionId(): void {
    if (this.#held === undefined || this.#sessionId !== undefined) return;
    const start = this.#held.indexOf(this.#pidMark);
    const end = start < 0 ? -1 : this.#held.indexOf(MARK, start + this.#pidMark.length);
    if (end < 0) return;
    this.#sessionId = Number(this.#held.toString("latin1", start + this.#pidMark.length, end));
    this.#held = Buffer.concat([this.#held.subarray(0, start), this.#held.subarray(end + 1)]);
  }
}
