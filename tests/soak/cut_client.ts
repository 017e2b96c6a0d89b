import { sshdTest } from "../harness/sshd.ts";
import { expectLinesOverCutWire } from "../client/cut_client.ts";

sshdTest("client: 100 cuts in 20 MB of numbered lines, and each line comes once", async () => {
  await expectLinesOverCutWire({ lines: 2_500_000, cuts: 100, seed: 2 });
});
