import { assert, assertEquals } from "@std/assert";
import type { RunWatch } from "../../src/client/mod.ts";
import { sshdTest } from "../harness/sshd.ts";
import { servedJobs } from "./served_jobs.ts";

/** Reads a watching to its end. Returns the output by steps, and the states in their order. */
async function read(
  watch: RunWatch,
): Promise<{ output: Record<string, string>; states: string[] }> {
  const output: Record<string, string> = {};
  const states: string[] = [];
  for await (const event of watch) {
    if (event.type === "run_output") output[event.path] = (output[event.path] ?? "") + event.data;
    else states.push(`${event.type === "step_status" ? event.path : "run"} ${event.state}`);
  }
  return { output, states };
}

sshdTest("job.watch: yields states and output of each step, and ends with the run", async () => {
  await using at = await servedJobs();
  at.write("daily", ["echo one; echo $DAY", "echo two"]);
  const { run_id, job } = await at.client.job.start("daily");
  assertEquals(job, "daily");
  const watch = at.client.job.watch(run_id);
  const { output, states } = await read(watch);
  assertEquals(output, { 1: "one\r\n\r\n", 2: "two\r\n" });
  assert(states.includes("run succeeded") && states.includes("2 succeeded"));
  assertEquals(new Set(states).size, states.length);
  assertEquals((await watch.done()).state, "succeeded");
});
