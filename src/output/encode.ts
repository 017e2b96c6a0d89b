/**
 * Creates an encoder for a server that does not speak UTF-8. `TextEncoder` knows UTF-8 only, so a
 * table is made by decoding every sequence of one and two bytes, once, at the first character that
 * is not ASCII.
 *
 * @param encoding Label of the WHATWG Encoding Standard, 4.2.
 * @returns A function that encodes text, and throws a `RangeError` that names the first character
 * which the encoding lacks, or has in more than two bytes only
 * @throws {RangeError} when there is no such encoding, or when it does not contain ASCII, as UTF-16
 */
export function createEncoder(encoding: string): (text: string) => Uint8Array {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const utf8 = new TextEncoder();
  if (decoder.encoding === "utf-8") return (text) => utf8.encode(text);
  if (decoder.decode(utf8.encode("A")) !== "A") throw new RangeError(`${encoding} has no ASCII`);
  let table: ReadonlyMap<string, readonly number[]> | undefined;
  return (text) => {
    if (isAscii(text)) return utf8.encode(text);
    table ??= reverse(decoder);
    const bytes: number[] = [];
    for (const char of text) {
      const found = isAscii(char) ? [char.charCodeAt(0)] : table.get(char);
      if (found === undefined) throw new RangeError(`The encoding ${encoding} has no "${char}"`);
      bytes.push(...found);
    }
    return Uint8Array.from(bytes);
  };
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

/** Returns the bytes of each character: of several sequences, the one that the standard writes. */
function reverse(decoder: TextDecoder): ReadonlyMap<string, readonly number[]> {
  const sequences = [...sequencesToTry(decoder.encoding)];
  // All are decoded at once: no sequence holds a newline, and an invalid sequence leaves the
  // newline after it intact.
  const lines = decoder.decode(Uint8Array.from(sequences.flatMap((bytes) => [...bytes, NEWLINE])))
    .split("\n");
  const table = new Map<string, readonly number[]>();
  for (const [index, bytes] of sequences.entries()) {
    const char = lines[index] ?? "";
    const isOne = char !== "\ufffd" && [...char].length === 1;
    if (isOne && !table.has(char)) table.set(char, bytes);
  }
  return table;
}

const NEWLINE = 0x0a;

/** Gives every sequence of one and two bytes that the encoding may write. */
function* sequencesToTry(encoding: string): Iterable<readonly number[]> {
  for (let byte = 0x80; byte <= 0xff; byte++) yield [byte];
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x30; trail <= 0xfe; trail++) {
      if (!isOnlyRead(encoding, { lead, trail })) yield [lead, trail];
    }
  }
}

/**
 * Checks whether the character is written with another sequence (Encoding Standard, 5, index
 * Shift_JIS, index Big5).
 */
function isOnlyRead(encoding: string, { lead, trail }: { lead: number; trail: number }): boolean {
  if (encoding === "shift_jis") return lead === 0xed || lead === 0xee;
  if (encoding !== "big5") return false;
  return lead < 0xa1 || (lead === 0xa2 && [0xa4, 0xa5, 0xa6, 0xa7, 0xcc, 0xce].includes(trail));
}
