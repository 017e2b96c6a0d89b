import { assertEquals } from "@std/assert";
import { eventually } from "../harness/eventually.ts";
import { hostTest } from "../ssh/detached/hosts.ts";
import { jobService } from "./job_service.ts";

hostTest("jobs: a step tells that a full disk cut its output", async () => {
  await using at = await jobService({
    mounts: (home) =>
      `mkdir -p ${home}/.pink-page; u=$(stat -c %u:%g ${home})
      mount -t tmpfs -o size=1m,mode=700 none ${home}/.pink-page; chown $u ${home}/.pink-page`,
  });
  const run = await at.run({
    name: "full",
    steps: [{ name: "fill", command: { server: "a", run: "head -c 4000000 /dev/zero; true" } }],
  });
  const { attempt_id } = await at.untilStep(run, "1", "running");
  const folder = `/proc/${at.sshd.pid}/root${at.sshd.home}/.pink-page`;
  await eventually(() => hasEnded(folder, `run/${attempt_id}/exit`), "the command ends");
  // On a full disk nothing tells the end: a reader looks for it every 30 s, or anew.
  at.proxy.cutAll();
  const { ending } = await at.watch(run);
  assertEquals(ending.type, "complete", JSON.stringify(ending));
  const [step] = at.runOf(run).steps;
  const missing = "The end of the output is missing: is the disk of a full?";
  assertEquals([step?.state, step?.error_detail], ["succeeded", missing]);
});

/** Checks whether an attempt has a result, in the folder of the installation below `folder`. */
function hasEnded(folder: string, file: string): boolean {
  try {
    const [installation] = Deno.readDirSync(folder);
    return Deno.readTextFileSync(`${folder}/${installation?.name}/${file}`).trim() !== "";
  } catch {
    return false;
  }
}
