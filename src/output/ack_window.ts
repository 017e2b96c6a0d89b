import { Buffer } from "node:buffer";

/** A numbered piece of an operation's text. */
export interface Piece {
  /** Some of the text, never empty. */
  readonly text: string;
  /** Its number within the operation: 1, 2, 3 … */
  readonly seq: number;
}

/** A character takes at most this many bytes. A smaller window would never let it through. */
const MIN_BYTES = 4;

/** Numbers the pieces of an operation's text and holds them back while the reader has acknowledged too little. */
export class AckWindow {
  readonly #maxBytes: number;
  /** The size of each piece that is not acknowledged, by its number, in order. */
  readonly #unacknowledged = new Map<number, number>();
  #unacknowledgedBytes = 0;
  #seq = 0;
  #freed: (() => void) | undefined;

  /**
   * Begins with the operation.
   *
   * @param bytes most bytes of UTF-8 that may be unacknowledged, at least 4; by default there is no limit
   * @throws {RangeError} when `bytes` is less than 4
   */
  constructor(bytes = Infinity) {
    if (bytes < MIN_BYTES) {
      throw new RangeError(`A window needs ${MIN_BYTES} bytes or more`);
    }
    this.#maxBytes = bytes;
  }

  /** The last number given; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Notes that the reader has everything up to `seq`. Numbers never given and lower ones than before are ignored. */
  acknowledge(seq: number): void {
    if (seq > this.#seq) return;
    for (const [given, bytes] of this.#unacknowledged) {
      if (given > seq) break;
      this.#unacknowledged.delete(given);
      this.#unacknowledgedBytes -= bytes;
    }
    this.#freed?.();
  }

  /**
   * Gives `text`, in as many pieces as the window asks for, each as soon as there is room. One text after another. When
   * `signal` aborts while there is no room, the rest is dropped and it ends. Without a limit nothing has to wait.
   */
  pieces(text: string, signal: AbortSignal): Iterable<Piece> | AsyncIterable<Piece> {
    if (this.#maxBytes < Infinity) return this.#piecesWithRoom(text, signal);
    return text === "" ? [] : [{ text, seq: ++this.#seq }];
  }

  async *#piecesWithRoom(text: string, signal: AbortSignal): AsyncGenerator<Piece, void, void> {
    for (let at = 0; at < text.length;) {
      const piece = this.#fit(text, at);
      if (piece !== undefined) {
        at += piece.text.length;
        yield piece;
      } else if (signal.aborted) {
        return;
      } else {
        await this.#nextFreed(signal);
      }
    }
  }

  /** The longest piece from `at` on that there is room for, which it takes up; undefined when no character fits. */
  #fit(text: string, at: number): Piece | undefined {
    const maxBytes = this.#maxBytes - this.#unacknowledgedBytes;
    const { piece, bytes } = longestPiece(text, { at, maxBytes });
    if (bytes === 0) return undefined;
    this.#unacknowledged.set(++this.#seq, bytes);
    this.#unacknowledgedBytes += bytes;
    return { text: piece, seq: this.#seq };
  }

  /** Resolves at the next acknowledgement, or when `signal` aborts; leaves nothing on it. */
  async #nextFreed(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#freed = wake;
    signal.addEventListener("abort", wake);
    await promise;
    signal.removeEventListener("abort", wake);
  }
}

/** As much of `text` from `at` on as fits in `maxBytes` of UTF-8, no surrogate pair cut. A lone surrogate takes 3 bytes. */
function longestPiece(
  text: string,
  { at, maxBytes }: { at: number; maxBytes: number },
): { piece: string; bytes: number } {
  // One byte for each character or more. A pair that is cut here makes it too long, so that it is cut again below.
  const piece = text.slice(at, at + maxBytes);
  const bytes = Buffer.byteLength(piece);
  if (bytes <= maxBytes) return { piece, bytes };
  const { read, written } = new TextEncoder().encodeInto(piece, new Uint8Array(maxBytes));
  return { piece: piece.slice(0, read), bytes: written };
}
