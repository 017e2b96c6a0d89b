import { assertEquals } from "@std/assert";
import { sshdTest } from "../harness/sshd.ts";
import { textOverCutWire } from "../operations/cut_wire.ts";

sshdTest("resume: 200 cuts in 100 MB of numbered lines, and each line comes once", async () => {
  const lines = 11_500_000;
  // Without a window, the buffers of the proxy that cuts may hold more than the service keeps.
  const text = await textOverCutWire({ lines, cuts: 200, window: 4_194_304, seed: 1 });
  let at = 0;
  for (let line = 1; line <= lines; line++) {
    const expected = `${line}\r\n`;
    if (!text.startsWith(expected, at)) assertEquals(text.slice(at, at + 100), expected);
    at += expected.length;
  }
  assertEquals(text.length, at);
});
