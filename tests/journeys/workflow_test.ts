import { startApp } from "../harness/app.ts";
import { sshdTest } from "../harness/sshd.ts";
import { runFirstWorkflow, runSeveralSteps } from "./seed_workflows.ts";

sshdTest("the seed's first workflow example runs unchanged", () => runFirstWorkflow(startApp));

sshdTest(
  "the seed's workflow in several steps runs unchanged: SSH, SCP, SSH",
  () => runSeveralSteps(startApp),
);
