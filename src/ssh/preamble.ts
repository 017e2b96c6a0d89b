import { Buffer } from "node:buffer";
import { MARK } from "./login_command.ts";

/** Bytes of the terminal, told apart. */
export interface Told {
  /** Printed by the login. */
  readonly login: Buffer;
  /** Printed by the command. */
  readonly output: Buffer;
}

/** Maximum length of a marker, in bytes: a nonce, a process id and what is around them. */
const MARK_BYTES = 80;
const NOTHING = Buffer.alloc(0);

/** Tells what the login prints from what the command prints, by the markers of a login command. Serves one terminal. */
export class Preamble {
  readonly #pidMark: Buffer;
  readonly #startMark: Buffer;
  /** The end of what the login printed: perhaps the beginning of a marker. */
  #held: Buffer = NOTHING;
  #hasStarted = false;
  #sessionId: number | undefined;

  /** Looks for the markers with `nonce`. */
  constructor(nonce: string) {
    this.#pidMark = Buffer.from(`${MARK}${nonce}:`);
    this.#startMark = Buffer.from(`${MARK}${nonce}${MARK}`);
  }

  /** Id of the terminal's session on the server; undefined until it was read. */
  get sessionId(): number | undefined {
    return this.#sessionId;
  }

  /** Whether the command has started. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Reads the next bytes. */
  read(chunk: Buffer): Told {
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

  /** Returns what is held back, when nothing follows. */
  rest(): Buffer {
    const rest = this.#held;
    this.#held = NOTHING;
    return rest;
  }

  /** Reads the first marker in `text` and cuts it out. */
  #withoutPid(text: Buffer): Buffer {
    if (this.#sessionId !== undefined) return text;
    const start = text.indexOf(this.#pidMark);
    const end = start < 0 ? -1 : text.indexOf(MARK, start + this.#pidMark.length);
    if (end < 0) return text;
    this.#sessionId = Number(text.toString("latin1", start + this.#pidMark.length, end));
    return Buffer.concat([text.subarray(0, start), text.subarray(end + 1)]);
  }
}
