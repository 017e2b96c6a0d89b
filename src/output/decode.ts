/**
 * Decodes bytes to text as they arrive. A character that is cut by the end of a chunk is held until
 * it is complete; bytes that are invalid in `encoding` become U+FFFD. A byte order mark is kept.
 * Ending the iteration early also ends that of `source`.
 *
 * @param encoding Label of the WHATWG Encoding Standard, 4.2.
 * @returns Pieces of text, none of them empty.
 * @throws {RangeError} at the first pull, when there is no such encoding
 */
export async function* decode(
  source: AsyncIterable<Uint8Array>,
  encoding = "utf-8",
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  for await (const bytes of source) {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}
