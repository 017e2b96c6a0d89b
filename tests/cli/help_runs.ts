import type { Client, wire } from "../../src/client/mod.ts";

const prepare = { name: "prepare", command: { server: "mdwap1p", run: "echo prepared" } };
const load = { name: "load", command: { server: "mypap1d", run: "echo loaded" } };

/** Jobs of the examples, by the last word of the command. */
const JOBS: readonly wire.JobDefinition[] = [
  { name: "daily_load", inputs: { day: { default: "20260131" } }, steps: [prepare, load] },
  { name: "cancel", steps: [{ name: "wait", command: { server: "mdwap1p", run: "sleep 600" } }] },
  { name: "decide", steps: [prepare, load, { name: "release", approval: {} }] },
];

/** Writes the jobs of the examples into a new folder. Returns its path. */
export async function jobsFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-jobs-" });
  for (const job of JOBS) {
    await Deno.writeTextFile(`${folder}/${job.name}.json`, JSON.stringify(job));
  }
  return folder;
}

/** Starts the run of an example, and waits until the example can act on it. Returns its id. */
export async function runFor(client: Client, command: string): Promise<string> {
  const name = command.replace("job ", "");
  const isOwn = JOBS.some((job) => job.name === name);
  const { run_id } = await client.job.start(isOwn ? name : "daily_load");
  const end = name === "cancel" ? "running" : name === "decide" ? "waiting_approval" : undefined;
  for await (const event of client.job.watch(run_id)) {
    if (event.type === "step_status" && event.state === end) break;
  }
  return run_id;
}
