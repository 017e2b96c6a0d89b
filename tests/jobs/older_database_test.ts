import { assert, assertEquals } from "@std/assert";
import { isLost } from "../../src/jobs/launch_mark.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { outsider, storeFolder } from "../store/folder.ts";
import { jobService } from "./job_service.ts";

sshdTest(
  "an older database: nothing runs twice, runs are paused as 52002, missed times are skipped",
  async () => {
    await using at = await jobService();
    const command = { server: "a", run: "echo ran >> ran" };
    const run = await at.run({
      name: "older",
      steps: [{ name: "approve", approval: {} }, { name: "run", command }],
    });
    await at.until(run, "paused");
    at.write({
      name: "yearly",
      schedule: { cron: "0 0 1 1 *", missed: "once" },
      steps: [{ name: "run", command }],
    });
    await at.app.sweepHealth(new AbortController().signal);
    await at.stop();
    await Deno.copyFile(at.database, `${at.database}.backup`);
    // The backup does not know that the run goes on and ends.
    await at.begin();
    const approve = { run_id: run, path: "1", decision: "approve" } as const;
    at.client.send({ type: "decide_step", data: approve });
    assertEquals((await at.watch(run)).ending.type, "complete");
    await at.untilClean();
    const before = Math.max(...at.fences);
    await at.stop();
    await Deno.rename(`${at.database}.backup`, at.database);
    {
      using database = outsider(at.database);
      database.exec("UPDATE jobs SET updated_at = '2020-06-01T00:00:00.000Z'");
    }
    await at.begin();
    await eventually(() => at.runOf(run).steps[0]?.state === "unknown", "the run is paused");
    assertEquals(at.runOf(run).steps[0]?.error_code, 52002);
    await at.app.sweepHealth(new AbortController().signal);
    assertEquals(at.runsOf("yearly"), []);
    at.client.send({ type: "cancel_run", data: { run_id: run } });
    await at.watch(run);
    assertEquals(await Deno.readTextFile(`${at.sshd.home}/ran`), "ran\n");
    const next = await at.run({ name: "newer", steps: [{ name: "run", command }] });
    assertEquals((await at.watch(next)).ending.type, "complete");
    assert(Math.max(...at.fences) > before);
  },
);

Deno.test("isLost: a run that is not stored is lost, unless its age has removed it", () => {
  using folder = storeFolder();
  using store = folder.open();
  const isLostSince = (days: number) => {
    const createdAt = new Date(Date.now() - days * 86_400_000).toISOString();
    return isLost({ store: store.runs, historyDays: 90 }, `${crypto.randomUUID()} ${createdAt} 1`);
  };
  assertEquals([isLostSince(1), isLostSince(91)], [true, false]);
  assertEquals(isLost({ store: store.runs, historyDays: 90 }, undefined), false);
});
