/**
 * Turns bytes into text as they come. A character cut in two by a chunk's border is held until it is whole;
 * what is not valid in `encoding` becomes U+FFFD. A byte order mark is text like any other and is kept.
 *
 * @param encoding a label of the WHATWG Encoding Standard, 4.2
 * @returns pieces of text, none of them empty; ends with `source`, and ending it early ends `source`
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
