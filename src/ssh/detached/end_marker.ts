import { Buffer } from "node:buffer";
import { MARK } from "../login_command.ts";

/** Maximum length of the end marker after its nonce, in bytes. */
const TAIL_BYTES = 40;
const NOTHING = Buffer.alloc(0);

/** Reader of a spool that strips the marker at the end of the command's output. */
export class EndMarker {
  readonly #head: Buffer;
  readonly #startMark: Buffer;
  /** Last bytes, when they may be the beginning of the marker. */
  #held: Buffer = NOTHING;
  #isFound = false;

  /** Creates a reader of one spool, whose markers hold `nonce`. */
  constructor(nonce: string) {
    this.#head = Buffer.from(`${MARK}${nonce}:`);
    this.#startMark = Buffer.from(`${MARK}${nonce}${MARK}`);
  }

  /** Whether the marker was read. All bytes after it are dropped. */
  get isFound(): boolean {
    return this.#isFound;
  }

  /** Returns the bytes that are the command's. Holds back what may be a part of the marker. */
  read(chunk: Buffer): Buffer {
    if (this.#isFound) return NOTHING;
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = NOTHING;
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
      const rest = bytes.subarray(at);
      if (rest.subarray(0, this.#startMark.length).equals(this.#startMark)) {
        at += this.#startMark.length - 1;
        continue;
      }
      const length = Math.min(rest.length, this.#head.length);
      if (!rest.subarray(0, length).equals(this.#head.subarray(0, length))) continue;
      const tail = rest.subarray(length).toString("latin1");
      this.#isFound = rest.length > length && /^\d+:\d+\x1e/.test(tail);
      const isPart = tail.length < TAIL_BYTES && /^[\d:]*$/.test(tail);
      if (!this.#isFound && !isPart) continue;
      if (isPart) this.#held = rest;
      return bytes.subarray(0, at);
    }
    return bytes;
  }

  /** Returns the bytes that are held back, when no others follow. */
  rest(): Buffer {
    const rest = this.#held;
    this.#held = NOTHING;
    return rest;
  }
}
