import { assertEquals } from "@std/assert";
import type { Browser, Locator, Page } from "playwright-core";
import { connect, type Workflow } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import {
  type ConsoleOptions,
  launchBrowser,
  type OpenConsole,
  openConsole,
  whenConnected,
} from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { startProgram } from "../harness/started_program.ts";
import { report } from "./figure.ts";
import { fileOf, gatedSteps } from "./gated_steps.ts";

/** Opens the console, which may be left while a workflow runs. */
async function open(browser: Browser, options: ConsoleOptions): Promise<OpenConsole> {
  const opened = await openConsole(browser, options);
  opened.page.on("dialog", (dialog) => void dialog.accept());
  return opened;
}

/** Has the console read a workflow from a file, and shows it. */
async function read(page: Page, workflow: Workflow): Promise<void> {
  await page.evaluate("location.hash = '#/workflow'");
  const input = page.locator("input[type=file]");
  await input.waitFor({ state: "attached" });
  await input.setInputFiles(fileOf(workflow));
  await page.getByRole("heading", { name: workflow.name }).waitFor();
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name }).first().click();
}

/** Waits until the step with a number, from 1, has a state. */
async function whenStep(page: Page, number: number, glyph: string): Promise<void> {
  const step = page.locator(".step").nth(number - 1).locator(".glyph", { hasText: glyph });
  await step.waitFor({ timeout: 30_000 });
}

async function whenTitled(page: Page, start: string): Promise<void> {
  await eventually(async () => (await page.title()).startsWith(start), `the title is ${start}`);
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await whenConnected(page);
}

/** Returns the control that has the focus, else the page. */
function focused(page: Page): Locator {
  return page.locator(":focus, body:not(:has(:focus))");
}

/** Returns the name of the control that has the focus. */
async function focusedName(page: Page): Promise<string> {
  const name = await page.evaluate<string>(`(({ activeElement: element }) =>
    element.labels?.[0]?.innerText ?? element.innerText)(document)`);
  return name.trim();
}

/** Presses Tab until the control with a name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await focused(page).press("Tab");
    if (await focusedName(page) === name) return;
  }
  throw new Error(`${name} cannot be reached`);
}

Deno.test("workflow: the seed's job is done by a person who reads only the page", async () => {
  const startMs = Date.now();
  await using service = await startProgram();
  await using browser = await launchBrowser();
  for (const [language, start, done] of [["en", "Start", "Completed"], ["ko", "시작", "완료"]]) {
    await using opened = await open(browser, { url: service.url, language: language as "en" });
    const { page, faults } = opened;
    await page.locator(".workflows").getByRole("button", { name: start }).click();
    await whenTitled(page, "✓ ");
    assertEquals(await page.locator(".step .up").count(), 3);
    await page.getByRole("link", { name: "Pink-Page" }).click();
    await page.locator(".workflows").getByText(done ?? "").waitFor();
    if (language === "en") {
      report("seed's job after start, s", (Date.now() - startMs) / 1_000, "≤ 120");
    }
    assertEquals(faults, []);
  }
});

Deno.test("workflow: from this page", async (t) => {
  await using app = await startApp({ ENV: "dev" });
  await using browser = await launchBrowser();
  await using client = await connect(app.url);
  const isHeld = async () => (await client.get("/api/v1/session")).session.active;

  await t.step("a failed step is repeated, then skipped, then ends the workflow", async () => {
    await using steps = await gatedSteps();
    await using opened = await open(browser, { url: app.url });
    const { page, faults } = opened;
    const names = ["a", "b"].map((name) => steps.failing(name));
    await steps.open("a");
    await read(page, { name: "Fails", steps: names });
    await press(page, "Start");
    await whenTitled(page, "✕ Failed: Fails");
    await page.getByText(/^50000 /).waitFor();
    await page.getByText("The session is kept until").waitFor();
    assertEquals(await isHeld(), true);
    await press(page, "Repeat from here");
    await steps.whenRan("a", "b", "b");
    await press(page, "Skip");
    await whenTitled(page, "✓ Fails");
    await whenStep(page, 2, "–");
    await press(page, "Start again");
    await whenStep(page, 2, "✕");
    await press(page, "End session");
    await page.getByText("The session has ended.").waitFor();
    await eventually(async () => !await isHeld(), "the session has ended");
    await steps.open("b");
    await press(page, "Repeat from here");
    await whenTitled(page, "✓ Fails");
    assertEquals(await steps.ran(), ["a", "b", "b", "a", "b", "b"]);
    assertEquals(faults, []);
  });

  await t.step("a reload in each step, and at a failure, runs nothing twice", async () => {
    await using steps = await gatedSteps();
    await using opened = await open(browser, { url: app.url });
    const { page, faults } = opened;
    const copy = { name: "copy", transfer: { name: "stub_data_transfer" } };
    await read(page, {
      name: "Reloaded",
      steps: [steps.step("a"), copy, steps.step("b"), steps.failing("c"), steps.step("d")],
    });
    await press(page, "Start");
    await steps.whenRan("a");
    await reload(page);
    await whenStep(page, 1, "▶");
    await page.locator(".xterm-rows", { hasText: "a" }).waitFor();
    await steps.open("a");
    await steps.whenRan("a", "b");
    // The workflow goes on while another view is shown.
    await page.evaluate("location.hash = '#/history'");
    await reload(page);
    await steps.open("b");
    await whenTitled(page, "✕ Failed: Reloaded");
    await page.evaluate("location.hash = '#/workflow/Reloaded'");
    await reload(page);
    await whenStep(page, 4, "✕");
    await steps.open("c");
    await press(page, "Repeat from here");
    await steps.whenRan("a", "b", "c", "c", "d");
    await reload(page);
    await steps.open("d");
    await whenTitled(page, "✓ Reloaded");
    assertEquals(await steps.ran(), ["a", "b", "c", "c", "d"]);
    assertEquals(faults, []);
  });

  await t.step("a step is cancelled, and the page asks before it is left", async () => {
    await using steps = await gatedSteps();
    await using opened = await openConsole(browser, { url: app.url });
    const { page } = opened;
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await read(page, { name: "Left", steps: [steps.step("a")] });
    await press(page, "Start");
    await steps.whenRan("a");
    await page.close({ runBeforeUnload: true });
    await eventually(() => asked.length > 0, "the page asks");
    assertEquals(asked, ["beforeunload"]);
    await press(page, "Cancel step");
    await whenStep(page, 1, "✕");
    await press(page, "End session");
    await page.getByText("The session has ended.").waitFor();
  });

  await t.step("another's session leads to being told when it is free", async () => {
    await using steps = await gatedSteps();
    await steps.open("a");
    await using opened = await open(browser, { url: app.url });
    const { page } = opened;
    await read(page, { name: "Held", steps: [steps.step("a")] });
    const session = await client.session();
    await page.locator("main").getByRole("button", { name: "Tell me when free" }).click();
    await session.end();
    await page.getByText("The servers are free now.").first().waitFor();
    await press(page, "Start");
    await whenTitled(page, "✓ Held");
  });

  await t.step("an administrator's reason is shown", async () => {
    await using steps = await gatedSteps();
    await using opened = await open(browser, { url: app.url });
    const { page } = opened;
    await read(page, { name: "Forced", steps: [steps.failing("a")] });
    await press(page, "Start");
    await whenStep(page, 1, "✕");
    await client.forceEndSession("maintenance at noon");
    await page.getByText("An administrator has ended the session: maintenance at noon").waitFor();
  });

  await t.step("a file that was copied is read as the same workflow", async () => {
    await using opened = await open(browser, {
      url: app.url,
      route: "#/workflow/stub_data_transfer",
    });
    const { page, context, faults } = opened;
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = async () => {
      await press(page, "Copy as file");
      await page.getByRole("button", { name: "Copied" }).waitFor();
      return await page.evaluate<string>("navigator.clipboard.readText()");
    };
    const text = await copied();
    await read(page, JSON.parse(text));
    await eventually(() => page.url().endsWith("#/workflow/Daily%20load"), "it has its own page");
    assertEquals(await copied(), text);
    await page.evaluate("location.hash = '#/workflow'");
    const wrong = { name: "wrong", steps: [{ name: "a", command: { server: "b" } }] };
    await page.locator("input[type=file]").setInputFiles(fileOf(wrong as never));
    await page.locator("[role=alert] code", { hasText: "steps[0].command.run" }).waitFor();
    assertEquals(faults, []);
  });

  await t.step("a workflow is made by keys alone", async () => {
    await using opened = await open(browser, { url: app.url, route: "#/workflow?new=" });
    const { page, faults } = opened;
    const type = async (name: string, text: string) => {
      await tabTo(page, name);
      await focused(page).press("Control+A");
      await focused(page).pressSequentially(text);
    };
    /** Uses a control by Enter, and waits until the focus is on another one. */
    const activate = async (name: string, next: string) => {
      await tabTo(page, name);
      await focused(page).press("Enter");
      await eventually(async () => await focusedName(page) === next, `${next} has the focus`);
    };
    await page.getByRole("heading", { name: "New workflow" }).waitFor();
    await type("Name", "Typed");
    await activate("Add a command", "Name of the step");
    await focused(page).pressSequentially(" one");
    await type("Command line", "echo one");
    await activate("Add a command", "Name of the step");
    await focused(page).pressSequentially(" two");
    await type("Command line", "echo two");
    await activate("Move up", "Move up");
    await activate("Add a transfer", "Name of the step");
    await activate("Remove", "Name of the step");
    await tabTo(page, "Keep");
    await focused(page).press("Enter");
    await page.getByRole("heading", { name: "Typed" }).waitFor();
    const shown = await page.locator(".step-what code").allInnerTexts();
    assertEquals(shown, ["echo two", "echo one"]);
    await tabTo(page, "Start");
    await focused(page).press("Enter");
    await whenTitled(page, "✓ Typed");
    assertEquals(faults, []);
  });
});

Deno.test("workflow: a step that was lost is repeated after a question only", async () => {
  await using app = await startApp({ ENV: "dev", RESUME_SECONDS: "0" });
  await using browser = await launchBrowser();
  await using steps = await gatedSteps();
  await using opened = await open(browser, { url: app.url });
  const { page } = opened;
  await read(page, { name: "Lost", steps: [steps.step("a")] });
  await press(page, "Start");
  await steps.whenRan("a");
  await reload(page);
  await page.getByText("Unknown: it may have run").waitFor();
  await page.getByText("The session has ended with its connection.").waitFor();
  await press(page, "Repeat from here");
  await press(page, "Do not repeat");
  await steps.open("a");
  assertEquals(await steps.ran(), ["a"]);
  await press(page, "Repeat from here");
  await press(page, "Repeat it");
  await whenTitled(page, "✓ Lost");
  assertEquals(await steps.ran(), ["a", "a"]);
});
