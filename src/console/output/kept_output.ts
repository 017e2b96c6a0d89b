/** Options for {@linkcode KeptOutput}. */
export interface KeptOutputOptions {
  /** Maximum number of bytes that are held. Default: 32 MiB. */
  readonly maxBytes?: number;
}

/** Length from which text is made a piece of a file, in characters. */
const PIECE = 262_144;

/** Output of an operation, of which the newest bytes are held, as a file. */
export class KeptOutput {
  readonly #maxBytes: number;
  #pieces: Blob[] = [];
  #heldBytes = 0;
  /** Text after the last piece. */
  #text = "";
  #gapBytes = 0;
  /** Number of bytes at the beginning that were dropped. */
  #droppedBytes = 0;

  /** Creates an empty output. */
  constructor({ maxBytes = 33_554_432 }: KeptOutputOptions = {}) {
    this.#maxBytes = maxBytes;
  }

  /** Number of bytes that came and are not held, those of gaps among them. */
  get missingBytes(): number {
    return this.#droppedBytes + this.#gapBytes;
  }

  /** Number of bytes of the whole output, those that are not held among them. */
  get totalBytes(): number {
    return this.missingBytes + this.#heldBytes + bytesOf(this.#text);
  }

  /** Adds text. */
  add(text: string): void {
    this.#text += text;
    if (this.#text.length < PIECE) return;
    const piece = new Blob([this.#text]);
    this.#text = "";
    this.#pieces.push(piece);
    this.#heldBytes += piece.size;
    while (this.#heldBytes > this.#maxBytes) this.#drop();
  }

  /** Notes bytes that did not come, at the place where they would be. */
  gap(bytes: number): void {
    if (bytes === 0) return;
    this.#gapBytes += bytes;
    this.add(`\n${missingLine(bytes)}\n`);
  }

  /** Returns what is held as a file. When its beginning is missing, the first line tells that. */
  file(): Blob {
    const head = this.#droppedBytes > 0 ? [`${missingLine(this.#droppedBytes)}\n`] : [];
    return new Blob([...head, ...this.#pieces, this.#text], { type: "text/plain;charset=utf-8" });
  }

  #drop(): void {
    const { size } = this.#pieces.shift() ?? { size: 0 };
    this.#heldBytes -= size;
    this.#droppedBytes += size;
  }
}

/** Returns the length of a text in bytes of UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Returns the line of a file for bytes that are not in it. It is the same in each language. */
function missingLine(bytes: number): string {
  return `[pink-page: ${bytes} bytes are missing]`;
}
