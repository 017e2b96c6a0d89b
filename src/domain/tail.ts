import type { OperationRecord } from "../protocol/rest/records.ts";
import { utf8Bytes } from "../protocol/utf8_bytes.ts";

/** End of an operation, as its watchers are told. */
export interface Outcome {
  /** Ending of the operation. */
  readonly ending: NonNullable<OperationRecord["ending"]>;
  /** Exit code of a command; null if there is none. */
  readonly exitCode: number | null;
}

/** Reader of a {@linkcode Tail}. Dispose it when nothing is read any more. */
export interface TailReader extends Disposable {
  /**
   * Returns the next text, or the number of bytes left out before it; `undefined` when the reader
   * has read everything so far.
   */
  next(): string | number | undefined;
}

/** Place of a reader in the output. */
interface Place {
  /** Number of characters before it. */
  at: number;
  /** Number of bytes of UTF-8 before it. */
  bytes: number;
  /** Whether the reader has to continue with the kept output. */
  isBehind: boolean;
}

/** Maximum size of kept output, in bytes of UTF-8. */
export const KEPT_BYTES = 65_536;
/** Maximum number of characters that are kept for the readers while there are any. */
export const MAX_BEHIND = 1_048_576;
/** Maximum number of characters that a reader gets at a time: those of a full frame. */
const MAX_TEXT = 65_536;
/** Number of pieces above which they are joined: a short piece takes more room than its text. */
const MAX_PIECES = 1_024;
/** Maximum length of the part of a line that a reader does not get, in characters. */
const MAX_LINE = 4_096;

/**
 * End of an operation's output, for readers at their own pace and for the history. A reader that
 * comes late, or falls behind by more than {@linkcode MAX_BEHIND}, is told how much it missed, and
 * continues with the kept output. The operation never waits for a reader.
 */
export class Tail {
  /** Pieces as they came: nothing is copied before a read. */
  readonly #pieces: string[] = [];
  /** Number of pieces, from the oldest on, that were joined from others. */
  #joined = 0;
  /** Number of characters before the pieces. */
  #start: number;
  /** Number of characters in all. */
  #end: number;
  #bytes: number;
  #readers = 0;
  #outcome: Outcome | undefined;
  #changed: PromiseWithResolvers<void> | undefined;

  /** Creates a tail without output, before which `missingBytes` are missing. */
  constructor(missingBytes = 0) {
    this.#start = this.#end = this.#bytes = missingBytes;
  }

  /** Size of all output so far, in bytes of UTF-8. */
  get bytes(): number {
    return this.#bytes;
  }

  /** End of the operation; `undefined` while it runs. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Resolves with the next output, resize or end. */
  get changed(): Promise<void> {
    this.#changed ??= Promise.withResolvers();
    return this.#changed.promise;
  }

  /** Adds `text` at the end. */
  push(text: string): void {
    this.#pieces.push(text);
    this.#end += text.length;
    this.#bytes += utf8Bytes(text);
    if (this.#pieces.length - this.#joined > MAX_PIECES) this.#join();
    this.#trim(this.#readers > 0 ? MAX_BEHIND : KEPT_BYTES);
    this.wake();
  }

  /** Ends the output. Readers still get what they have not read. */
  end(outcome: Outcome): void {
    this.#outcome = outcome;
    this.wake();
  }

  /** Resolves {@linkcode Tail.changed}. */
  wake(): void {
    this.#changed?.resolve();
    this.#changed = undefined;
  }

  /** Returns the last {@linkcode KEPT_BYTES} of the output in UTF-8, without a cut character. */
  kept(): Uint8Array {
    const bytes = new TextEncoder().encode(this.#pieces.join("").slice(-KEPT_BYTES));
    let start = Math.max(0, bytes.length - KEPT_BYTES);
    while (start > 0 && isContinuation(bytes[start])) start++;
    return bytes.subarray(start);
  }

  /** Opens a reader, which begins with the kept output. */
  read(): TailReader {
    this.#readers++;
    const place = { at: 0, bytes: 0, isBehind: this.#bytes > KEPT_BYTES };
    return {
      next: () => this.#next(place),
      [Symbol.dispose]: () => {
        this.#readers--;
      },
    };
  }

  #next(place: Place): string | number | undefined {
    if (place.isBehind || place.at < this.#start) return this.#skip(place);
    const text = this.#textFrom(place.at);
    if (text === "") return undefined;
    place.at += text.length;
    place.bytes += utf8Bytes(text);
    return text;
  }

  /** Moves a reader to the kept output. Returns the number of bytes between. */
  #skip(place: Place): number {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const text = fromLineStart(decoder.decode(this.kept()));
    const before = place.bytes;
    place.at = this.#end - text.length;
    place.bytes = this.#bytes - utf8Bytes(text);
    place.isBehind = false;
    return Math.max(1, place.bytes - before);
  }

  /** Returns at most {@linkcode MAX_TEXT} characters from the place `from` on. */
  #textFrom(from: number): string {
    let text = "";
    let at = this.#start;
    for (const piece of this.#pieces) {
      const end = from + MAX_TEXT - at;
      if (end <= 0) break;
      if (at + piece.length > from) text += piece.slice(Math.max(0, from - at), end);
      at += piece.length;
    }
    return from + text.length < this.#end ? withoutHalf(text) : text;
  }

  /** Joins the pieces that are not joined yet to one. */
  #join(): void {
    this.#pieces.push(this.#pieces.splice(this.#joined).join(""));
    this.#joined++;
  }

  /** Drops the oldest pieces as long as the others have `length` characters. */
  #trim(length: number): void {
    for (let first; (first = this.#pieces[0]) !== undefined;) {
      if (this.#end - this.#start - first.length < length) return;
      this.#pieces.shift();
      this.#joined = Math.max(0, this.#joined - 1);
      this.#start += first.length;
    }
  }
}

/** Checks whether a byte of UTF-8 continues a character. */
function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

/** Returns `text` without the first half of a surrogate pair at its end. */
function withoutHalf(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

/**
 * Returns `text` from its first start of a line on. In a long line, from its first escape sequence
 * on: the text may begin in the middle of one.
 */
function fromLineStart(text: string): string {
  const head = text.slice(0, MAX_LINE);
  const lineEnd = head.indexOf("\n");
  return text.slice(lineEnd < 0 ? Math.max(0, head.indexOf("\x1b")) : lineEnd + 1);
}
