import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { serverVariables } from "../harness/app.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { startSshd } from "../harness/sshd.ts";
import { type BehindWire, startBehindWire } from "./behind_wire.ts";
import { fileOf } from "./gated_steps.ts";
import { faultsOf, LOOKS } from "./looks.ts";
import { IS_LONG } from "./options.ts";

/** State of the console: brings a page into it. */
type Enter = (page: Page, at: BehindWire) => Promise<void>;

/** States in their order, in one page each. */
const STATES: Readonly<Record<string, Enter>> = {
  "failed workflow": async (page) => {
    await go(page, "#/workflow");
    const workflow = { name: "x", steps: [{ name: "y", command: { server: "a", run: "false" } }] };
    await page.locator("input[type=file]").setInputFiles(fileOf(workflow));
    await page.locator("main .filled").click();
    await page.locator(".failure .error-note p strong").waitFor();
  },
  "dialog": async (page) => {
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },
  "error note": async (page) => {
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator(".failure .button-row button").last().click();
    await run(page, "gone", "true");
    await page.locator(".command-output .error-note").waitFor();
  },
  "running command": async (page) => {
    await run(page, "a", "echo begun; sleep 1000");
    await page.locator(".xterm-rows", { hasText: "begun" }).waitFor();
  },
  "connection lost": async (page, { wire }) => {
    wire.freeze();
    wire.cutAll();
    await page.locator(".link-state .warn, .link-state .down").waitFor();
  },
};

async function go(page: Page, route: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(route)}`);
}

async function run(page: Page, server: string, command: string): Promise<void> {
  await go(page, `#/command?${new URLSearchParams({ server, command })}`);
  const input = page.locator("input[name=command]");
  await eventually(async () => await input.inputValue() === command, "the view has the command");
  await page.locator("main .filled").click();
}

Deno.test("console: every state is accessible, fits, and speaks one language", async () => {
  await using sshd = await startSshd();
  await using browser = await launchBrowser();
  const servers = { ...serverVariables("a", sshd), ...serverVariables("gone", sshd) };
  const wrong: string[] = [];
  for (const look of IS_LONG ? LOOKS : LOOKS.slice(-1)) {
    await using at = await startBehindWire({ ...servers, GONE_PORT: "1" });
    await using opened = await openConsole(browser, { url: at.url, ...look });
    for (const [name, enter] of Object.entries(STATES)) {
      await enter(opened.page, at);
      wrong.push(...await faultsOf(opened, { name, look }));
    }
    at.wire.thaw();
  }
  assertEquals(wrong, []);
});
