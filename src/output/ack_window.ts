import { orAborted } from "../async/or_aborted.ts";
import { utf8Bytes } from "../protocol/utf8_bytes.ts";

/** Numbered piece of an operation's text. */
export interface Piece {
  /** Part of the text, never empty. */
  readonly text: string;
  /** Number of the piece within the operation, from 1 on. */
  readonly seq: number;
}

/** Maximum size of a character, in bytes of UTF-8. A smaller window would never let it through. */
const MIN_BYTES = 4;

/** Numbers the pieces of an operation's text, and limits the bytes that are not acknowledged. */
export class AckWindow {
  readonly #maxBytes: number;
  /** Size of each piece that is not acknowledged, in bytes, by its number, in order. */
  readonly #unacknowledged = new Map<number, number>();
  #unacknowledgedBytes = 0;
  #seq = 0;
  #freed: (() => void) | undefined;

  /**
   * Creates the window of one operation.
   *
   * @param bytes Maximum of bytes of UTF-8 that are not acknowledged, at least 4. Default: no
   * limit.
   * @throws {RangeError} when `bytes` is less than 4
   */
  constructor(bytes = Infinity) {
    if (bytes < MIN_BYTES) {
      throw new RangeError(`A window needs ${MIN_BYTES} bytes or more`);
    }
    this.#maxBytes = bytes;
  }

  /** Number of the last piece; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /**
   * Records that the client has every piece up to `seq`. Ignores a number that no piece has, and
   * one that is not above the last.
   */
  acknowledge(seq: number): void {
    if (seq > this.#seq) return;
    for (const [number, bytes] of this.#unacknowledged) {
      if (number > seq) break;
      this.#unacknowledged.delete(number);
      this.#unacknowledgedBytes -= bytes;
    }
    this.#freed?.();
  }

  /** Resolves when there is room for a character, or when `signal` aborts. */
  async whenRoom(signal: AbortSignal): Promise<void> {
    while (this.#maxBytes - this.#unacknowledgedBytes < MIN_BYTES && !signal.aborted) {
      await this.#untilFreed(signal);
    }
  }

  /**
   * Cuts `text` into pieces that fit in the window, and gives each as soon as there is room.
   * Without a limit, the text is one piece and nothing waits. When `signal` aborts while there is
   * no room, the rest is dropped. The pieces of one text are read to their end before those of the
   * next.
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
        await this.#untilFreed(signal);
      }
    }
  }

  /** Resolves after the next acknowledgement, or when `signal` aborts. */
  async #untilFreed(signal: AbortSignal): Promise<void> {
    const { promise: freed, resolve } = Promise.withResolvers<void>();
    this.#freed = resolve;
    await orAborted(signal, freed).catch(() => {});
  }

  /**
   * Counts the longest piece from `at` on that there is room for as unacknowledged. Returns the
   * piece, or `undefined` when no character fits.
   */
  #fit(text: string, at: number): Piece | undefined {
    const maxBytes = this.#maxBytes - this.#unacknowledgedBytes;
    const { piece, bytes } = longestPiece(text, { at, maxBytes });
    if (bytes === 0) return undefined;
    this.#unacknowledged.set(++this.#seq, bytes);
    this.#unacknowledgedBytes += bytes;
    return { text: piece, seq: this.#seq };
  }
}

/**
 * Returns the longest piece of `text` from `at` on that fits in `maxBytes` of UTF-8. Cuts no
 * surrogate pair; a lone surrogate takes 3 bytes.
 */
function longestPiece(
  text: string,
  { at, maxBytes }: { at: number; maxBytes: number },
): { piece: string; bytes: number } {
  // Each UTF-16 unit takes a byte or more. A pair that is cut here is too long, and is cut off
  // below.
  const piece = text.slice(at, at + maxBytes);
  const bytes = utf8Bytes(piece);
  if (bytes <= maxBytes) return { piece, bytes };
  const { read, written } = new TextEncoder().encodeInto(piece, new Uint8Array(maxBytes));
  return { piece: piece.slice(0, read), bytes: written };
}
