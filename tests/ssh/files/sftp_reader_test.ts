import { assertEquals } from "@std/assert";
import { SftpReader } from "../../../src/ssh/files/sftp_reader.ts";

/** A server that answers with at most `largest` bytes at once, as servers may. */
function reader(content: Uint8Array, largest: number): SftpReader {
  return new SftpReader({
    read: (offset, length) =>
      Promise.resolve(content.slice(offset, offset + Math.min(length, largest))),
    close: () => {},
  });
}

Deno.test("SftpReader.read: short answers are completed, and answers come in order", async () => {
  const content = crypto.getRandomValues(new Uint8Array(1_000));
  for (const largest of [1, 7, 300, 5_000]) {
    const file = reader(content, largest);
    const parts = await Promise.all([
      file.read(300),
      file.read(300),
      file.read(300),
      file.read(300),
    ]);
    assertEquals(parts.map(({ length }) => length), [300, 300, 300, 100]);
    assertEquals(parts.flatMap((part) => [...part]), [...content]);
    assertEquals((await file.read(10)).length, 0);
  }
});
