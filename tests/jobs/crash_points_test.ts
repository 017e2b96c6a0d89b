import { sshdTest, startSshd } from "../harness/sshd.ts";
import { crashAt } from "./crash_point.ts";

// All points are in tests/faults/jobs.ts.
sshdTest("crash points: a command runs once, and has one result", async (t) => {
  await using sshd = await startSshd();
  await t.step("after the launch", () => crashAt(sshd, ["launched", 1]));
  await t.step("after a record of output", () => crashAt(sshd, ["appended", 2]));
});
