import { assertEquals, assertStringIncludes } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { ask } from "../harness/ask.ts";
import { Client } from "../harness/client.ts";

Deno.test("stub_data: the job of the demo hosts goes on after a restart", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-demo-" });
  await using _folder = {
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
  const variables = { ENV: "dev", DATABASE_PATH: `${folder}/kept.db`, JOBS_DIR: `${folder}/jobs` };
  let runId: string;
  {
    await using app = await startApp(variables);
    const { body: { items: [job] } } = await ask(app.url, { path: "/api/v1/jobs" });
    assertEquals([job.name, job.source, job.servers], [
      ...["stub_data", "built-in", ["mdwap1p", "mypap1d"]],
    ]);
    const { body: run } = await ask(app.url, {
      method: "post",
      path: "/api/v1/jobs/stub_data/runs",
      template: "/api/v1/jobs/{name}/runs",
      body: { inputs: { pause: "0.5" } },
    });
    runId = run.run_id;
    await using client = await Client.connect(app.url);
    client.send({ type: "watch_run", data: { run_id: runId } });
    await client.find((event) => event.type === "run_output" && event.data.includes("preparing"));
  }
  await using app = await startApp(variables);
  await using client = await connect(app.url);
  const watch = client.job.watch(runId);
  const output: Record<string, string> = {};
  let progress = 0;
  let copied: number | null = null;
  for await (const event of watch) {
    if (event.type === "run_output") output[event.path] = (output[event.path] ?? "") + event.data;
    if (event.type === "transfer_progress" && event.path === "2") progress = event.bytes;
    if (event.type === "step_status" && event.path === "2") copied = event.bytes;
  }
  assertEquals((await watch.done()).state, "succeeded");
  assertEquals(progress, copied);
  // The command went on meanwhile: its lines are there once.
  assertEquals(output["1"]?.match(/preparing +0 %/g)?.length, 1);
  assertStringIncludes(output["1"] ?? "", "DATA_READY");
  assertStringIncludes(output["3"] ?? "", "3 files processed\r\nPROCESS_COMPLETE");
});
