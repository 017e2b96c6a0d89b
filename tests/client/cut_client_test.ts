import { sshdTest } from "../harness/sshd.ts";
import { expectLinesOverCutWire } from "./cut_client.ts";

sshdTest("resume: 20 cuts in 8 MB of numbered lines, and each line comes once", async () => {
  await expectLinesOverCutWire({ lines: 1_000_000, cuts: 20, seed: 1 });
});
