import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { connect } from "../../src/client/mod.ts";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import { startApp } from "../harness/app.ts";
import { launchBrowser, openConsole, whenConnected, whenSeen } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { startProgram } from "../harness/started_program.ts";
import { findings } from "./axe.ts";
import { fileOf, gatedSteps } from "./gated_steps.ts";

/** Faults that a page has while the service is down. */
const DOWN = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection/;

/** Creates a folder. Disposing it removes it. */
function temporaryFolder(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync({ prefix: "pink-page-jobs-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Creates a folder with the file of a job, and one that defines none. */
function jobsFolder(job: WrittenJob): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/${job.name}.json`, JSON.stringify(job));
  Deno.writeTextFileSync(`${folder.path}/broken.json`, '{\n  "name": "broken"\n}');
  return folder;
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Waits until the step with a number, from 1, has a state. */
async function whenStep(page: Page, number: number, glyph: string): Promise<void> {
  const step = page.locator(".step").nth(number - 1).locator(".glyph", { hasText: glyph });
  await step.waitFor({ timeout: 60_000 });
}

/** Waits until the shown output has a text. */
async function whenPrinted(page: Page, text: string): Promise<void> {
  await page.locator(".xterm-rows", { hasText: text }).waitFor({ timeout: 30_000 });
}

Deno.test("jobs: a newcomer's run outlives the service, which is killed", async () => {
  using store = temporaryFolder();
  const env = { DATABASE_PATH: `${store.path}/db` };
  await using browser = await launchBrowser();
  const first = await startProgram(env);
  await using opened = await openConsole(browser, { url: first.url });
  const { page, faults } = opened;
  await page.getByRole("link", { name: "Jobs" }).click();
  await page.getByRole("link", { name: "stub_data" }).click();
  await page.getByRole("textbox", { name: "pause" }).fill("x");
  await press(page, "Start");
  assertEquals(page.url().endsWith("#/jobs/stub_data"), true);
  await page.getByRole("textbox", { name: "pause" }).fill("1");
  await press(page, "Show the plan");
  await whenSeen(page, "pause = 1");
  await press(page, "Start");
  await page.getByRole("heading", { name: "stub_data" }).waitFor();
  await whenStep(page, 1, "▶");
  await whenPrinted(page, "preparing");

  first.program.child.kill("SIGKILL");
  await page.getByText("Connection lost").first().waitFor();
  await first[Symbol.asyncDispose]();
  await using _second = await startProgram({ ...env, PORT: new URL(first.url).port });
  await whenConnected(page);
  for (const number of [1, 2, 3]) await whenStep(page, number, "✓");
  await eventually(async () => (await page.title()).startsWith("✓"), "the title tells the end");
  assertEquals(faults.filter((fault) => !DOWN.test(fault)), []);

  // The address is a permanent link, with the output.
  await using later = await openConsole(browser, {
    url: first.url,
    route: new URL(page.url()).hash,
    language: "ko",
  });
  for (const number of [1, 2, 3]) await whenStep(later.page, number, "✓");
  await whenPrinted(later.page, "PROCESS_COMPLETE");
  assertEquals([...await findings(later.page), ...later.faults], []);
});

Deno.test("jobs: people approve, retry from a step, cancel and find runs", async (t) => {
  await using steps = await gatedSteps();
  using jobs = jobsFolder({
    name: "daily",
    inputs: { table: { pattern: "[a-z]+" } },
    steps: [
      steps.step("a"),
      { name: "release", approval: { reason: "Load {{inputs.table}}?" } },
      steps.failing("b"),
    ],
  });
  await using app = await startApp({ ENV: "dev", JOBS_DIR: jobs.path });
  await using browser = await launchBrowser();

  await t.step("a run is approved, fails, and is retried from the step that failed", async () => {
    await using opened = await openConsole(browser, { url: app.url, route: "#/jobs" });
    const { page, faults } = opened;
    await whenSeen(page, /line 2, steps: is missing/);
    await page.getByRole("link", { name: "daily" }).click();
    await page.getByRole("textbox", { name: "table" }).fill("orders");
    await press(page, "Start");
    await steps.whenRan("a");
    await steps.open("a");
    await whenSeen(page, "Load orders?");
    assertEquals(await findings(page), []);
    await page.getByRole("textbox", { name: "Comment" }).fill("checked");
    await press(page, "Approve");
    await whenStep(page, 3, "✕");
    await whenSeen(page, /^52001 /);
    await steps.open("b");
    const failed = page.url();
    await page.getByRole("combobox", { name: "From step" }).selectOption("3");
    await press(page, "Retry");
    await eventually(() => page.url() !== failed, "the new run is shown");
    await whenStep(page, 3, "✓");
    await whenStep(page, 1, "–");
    assertEquals(await steps.ran(), ["a", "b", "b"]);
    assertEquals(faults, []);
  });

  await t.step("runs are found by their state, also by keys alone", async () => {
    await using opened = await openConsole(browser, {
      url: app.url,
      route: "#/runs?job=daily&state=failed",
    });
    const { page, faults } = opened;
    await page.getByRole("cell", { name: "Failed: 52001" }).waitFor();
    assertEquals(await page.getByRole("row").count(), 2);
    await page.getByRole("combobox", { name: "State" }).focus();
    await page.keyboard.press("ArrowUp");
    await page.getByRole("cell", { name: "Completed" }).waitFor();
    assertEquals(new URL(page.url()).hash, "#/runs?job=daily&state=succeeded");
    await page.getByRole("link", { name: "daily" }).focus();
    await page.keyboard.press("Enter");
    await whenStep(page, 3, "✓");
    assertEquals(faults, []);
  });

  await t.step("a run waits in the queue with its place, and is cancelled there", async () => {
    await using client = await connect(app.url, { name: "lee" });
    await using _session = await client.session();
    const { run_id } = await client.job.start("daily", { inputs: { table: "orders" } });
    await using opened = await openConsole(browser, {
      url: app.url,
      route: `#/runs/${run_id}`,
      language: "ko",
    });
    const { page, faults } = opened;
    await whenSeen(page, "대기 순서 1번째");
    await page.locator(".strip").getByRole("link", { name: "daily" }).waitFor();
    assertEquals(await findings(page), []);
    await press(page, "실행 취소");
    await page.getByRole("dialog").getByRole("button", { name: "실행 취소" }).click();
    await whenSeen(page, "취소됨");
    assertEquals(faults, []);
  });
});

Deno.test("jobs: the owner of a session is asked to end it, and does", async () => {
  await using steps = await gatedSteps();
  await using app = await startApp({ ENV: "dev" });
  await using browser = await launchBrowser();
  await using owner = await openConsole(browser, { url: app.url, route: "#/workflow" });
  await owner.page.locator("input[type=file]").setInputFiles(
    fileOf({ name: "Held", steps: [steps.failing("a")] }),
  );
  await owner.page.getByRole("heading", { name: "Held" }).waitFor();
  await press(owner.page, "Start");
  await whenStep(owner.page, 1, "✕");
  await using other = await openConsole(browser, { url: app.url });
  await press(other.page, "Ask to end it…");
  await other.page.getByRole("textbox", { name: "Message" }).fill("the night batch waits");
  assertEquals(await findings(other.page), []);
  await other.page.keyboard.press("Enter");
  await other.page.getByText("The owner was asked.").waitFor({ state: "attached" });
  const question = owner.page.locator(".question");
  await question.getByText("the night batch waits").waitFor();
  assertEquals(await findings(owner.page), []);
  await question.getByRole("button", { name: "End session" }).click();
  await whenSeen(other.page, /^Free/);
  await question.waitFor({ state: "detached" });
  assertEquals([...owner.faults, ...other.faults], []);
});
