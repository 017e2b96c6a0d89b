import { Buffer } from "node:buffer";
import { MARK } from "./login_command.ts";

/** Bytes of a terminal, separated by their source. */
export interface SeparatedBytes {
  /** Bytes that the login printed. */
  readonly login: Buffer;
  /** Bytes that the command printed. */
  readonly output: Buffer;
}

/** Maximum length of a marker, in bytes: a nonce, a process id and their separators. */
const MARK_BYTES = 80;
const NOTHING = Buffer.alloc(0);

/**
 * Reader that separates a login's output from its command's, by the markers of the login command.
 */
export class Preamble {
  readonly #pidMark: Buffer;
  readonly #startMark: Buffer;
  /** Last bytes of the login's output, when they may be the beginning of a marker. */
  #held: Buffer = NOTHING;
  #hasStarted = false;
  #processGroup: number | undefined;

  /** Creates a reader of one terminal, whose markers hold `nonce`. */
  constructor(nonce: string) {
    this.#pidMark = Buffer.from(`${MARK}${nonce}:`);
    this.#startMark = Buffer.from(`${MARK}${nonce}${MARK}`);
  }

  /** Id of the terminal's process group on the server; undefined until its marker was read. */
  get processGroup(): number | undefined {
    return this.#processGroup;
  }

  /** Whether the command has started. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Separates the next bytes. Holds back what may be the beginning of a marker. */
  read(chunk: Buffer): SeparatedBytes {
    if (this.#hasStarted) return { login: NOTHING, output: chunk };
    const text = this.#withoutPid(Buffer.concat([this.#held, chunk]));
    const start = text.indexOf(this.#startMark);
    this.#hasStarted = start >= 0;
    if (this.#hasStarted) {
      this.#held = NOTHING;
      return {
        login: text.subarray(0, start),
        output: text.subarray(start + this.#startMark.length),
      };
    }
    const begun = text.lastIndexOf(MARK);
    const end = begun >= 0 && text.length - begun < MARK_BYTES ? begun : text.length;
    this.#held = text.subarray(end);
    return { login: text.subarray(0, end), output: NOTHING };
  }

  /** Returns the bytes that are held back, when no others follow. */
  rest(): Buffer {
    const rest = this.#held;
    this.#held = NOTHING;
    return rest;
  }

  /** Reads the first marker, when `text` holds it, and returns the bytes around it. */
  #withoutPid(text: Buffer): Buffer {
    if (this.#processGroup !== undefined) return text;
    const start = text.indexOf(this.#pidMark);
    const end = start < 0 ? -1 : text.indexOf(MARK, start + this.#pidMark.length);
    if (end < 0) return text;
    this.#processGroup = Number(text.toString("latin1", start + this.#pidMark.length, end));
    return Buffer.concat([text.subarray(0, start), text.subarray(end + 1)]);
  }
}
