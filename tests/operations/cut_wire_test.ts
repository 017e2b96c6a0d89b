import { assertEquals } from "@std/assert";
import { sshdTest } from "../harness/sshd.ts";
import { textOverCutWire } from "./cut_wire.ts";

sshdTest("resume: 20 cuts in 8 MB of acknowledged lines, and each line comes once", async () => {
  const text = await textOverCutWire({ lines: 1_000_000, cuts: 20, window: 65_536, seed: 1 });
  const lines = text.split("\r\n");
  assertEquals([lines.length, lines.at(-1)], [1_000_001, ""]);
  assertEquals(lines.findIndex((line, i) => i < 1_000_000 && line !== String(i + 1)), -1);
});
