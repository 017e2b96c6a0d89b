import { AppError } from "../errors.ts";

/** Bytes of an answer: from the position `first` up to the one before `end`. */
export interface ByteRange {
  /** Position of the first byte. */
  readonly first: number;
  /** Position after the last byte. */
  readonly end: number;
}

/** Refusal of a range that has no byte of the answer: 416 (RFC 9110, 15.5.17). */
export class NoSuchRange extends AppError {
  /** Number of bytes of the whole answer. */
  readonly size: number;

  /** Creates the refusal of a range of an answer with `size` bytes. */
  constructor(size: number) {
    super("VALIDATION_FAILED", `range: The output has ${size} bytes; ask for some of them`);
    this.size = size;
  }

  /** HTTP status. */
  override get status(): number {
    return 416;
  }
}

/**
 * Reads a header `Range` (RFC 9110, 14.2). Returns `undefined`, for the whole, when the header is
 * malformed or has several ranges.
 *
 * @param size Number of bytes of the whole answer.
 * @throws {NoSuchRange} when none of the bytes is there
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    return requireBytes({ first: Math.max(0, size - Number(last)), end: size }, size);
  }
  if (last !== "" && Number(last) < Number(first)) return undefined;
  const end = last === "" ? size : Math.min(size, Number(last) + 1);
  return requireBytes({ first: Number(first), end }, size);
}

function requireBytes(range: ByteRange, size: number): ByteRange {
  if (range.first < range.end) return range;
  throw new NoSuchRange(size);
}
