import { assertEquals } from "@std/assert";
import { KeptOutput } from "../../src/console/output/kept_output.ts";

const MIB = 1_048_576;
/** Text that the output makes one piece of a file of. */
const PIECE = "한".repeat(262_144);
const PIECE_BYTES = 3 * 262_144;

Deno.test("KeptOutput: gives everything as a file when there is room", async () => {
  const output = new KeptOutput();
  output.add("한글 ");
  output.add("text\r\n");
  assertEquals(await output.file().text(), "한글 text\r\n");
  assertEquals(output.missingBytes, 0);
  assertEquals(output.totalBytes, 13);
});

Deno.test("KeptOutput: drops the oldest over its limit, and the file tells how much", async () => {
  const output = new KeptOutput({ maxBytes: 2 * MIB });
  for (let i = 0; i < 10; i++) output.add(PIECE);
  output.add("end");
  const file = output.file();
  const held = 2 * PIECE_BYTES;
  assertEquals(output.missingBytes, 10 * PIECE_BYTES - held);
  assertEquals(output.totalBytes, 10 * PIECE_BYTES + 3);
  const [first = ""] = (await file.text()).split("\n", 1);
  assertEquals(first, `[pink-page: ${output.missingBytes} bytes are missing]`);
  assertEquals(file.size, first.length + 1 + held + 3);
});

Deno.test("KeptOutput: tells of a gap at its place", async () => {
  const output = new KeptOutput();
  output.add("before");
  output.gap(7);
  output.gap(0);
  output.add("after");
  const text = await output.file().text();
  assertEquals(text, "before\n[pink-page: 7 bytes are missing]\nafter");
  assertEquals(output.missingBytes, 7);
});
