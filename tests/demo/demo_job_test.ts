import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startApp } from "../harness/app.ts";
import { ask } from "../harness/ask.ts";
import { Client } from "../harness/client.ts";
import { watched } from "../jobs/job_service.ts";

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
  await using client = await Client.connect(app.url);
  const { ending, output } = await watched(client, runId);
  assert(ending.type === "complete" && "state" in ending);
  assertEquals(ending.state, "succeeded");
  // The command went on meanwhile: its lines are there once.
  assertEquals(output["1"]?.match(/preparing +0 %/g)?.length, 1);
  assertStringIncludes(output["1"] ?? "", "DATA_READY");
  assertStringIncludes(output["3"] ?? "", "3 files processed\r\nPROCESS_COMPLETE");
});
