import { assertEquals } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { startProgram } from "../harness/started_program.ts";
import { faultsOf, LOOKS } from "./looks.ts";

/** Runs an operation and a job of the demo hosts. Returns their ids. */
async function someWork(url: string): Promise<{ readonly id: string; readonly runId: string }> {
  const client = await connect(url, { name: "kim" });
  try {
    await client.command("mdwap1p", "ls -la").done();
    const { items } = await client.get("/api/v1/operations", { limit: 1 });
    const { run_id: runId } = await client.job.start("stub_data", { inputs: { pause: "0" } });
    await client.job.watch(runId).done();
    return { id: items[0]?.operation_id ?? "", runId };
  } finally {
    await client.close();
  }
}

Deno.test("console: every view is accessible, fits, and speaks one language", async () => {
  await using service = await startProgram();
  await using browser = await launchBrowser();
  const { id, runId } = await someWork(service.url);
  const routes = {
    servers: "#/servers",
    terminals: "#/terminals/new?server=mdwap1p",
    command: "#/command?server=mdwap1p",
    workflow: "#/workflow",
    edit: "#/workflow/stub_data_transfer",
    jobs: "#/jobs",
    job: "#/jobs/stub_data",
    runs: "#/runs",
    run: `#/runs/${runId}`,
    history: "#/history",
    operation: `#/operations/${id}`,
  };
  const wrong: string[] = [];
  for (const look of LOOKS) {
    for (const [name, route] of Object.entries(routes)) {
      await using opened = await openConsole(browser, { url: service.url, route, ...look });
      await opened.page.locator("h1").first().waitFor();
      await opened.page.waitForLoadState("networkidle");
      wrong.push(...await faultsOf(opened, { name, look }));
    }
  }
  assertEquals(wrong, []);
});
