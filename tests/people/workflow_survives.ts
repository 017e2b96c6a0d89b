import { assertEquals } from "@std/assert";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import type { EvaluatingPage } from "../harness/terminal_page.ts";
import { startBehindWire } from "./behind_wire.ts";
import { DISTURBANCES } from "./disturbances.ts";
import { report } from "./figure.ts";
import { fileOf, gatedSteps } from "./gated_steps.ts";
import { IS_LONG, TIMES } from "./options.ts";

/** Names of the steps. */
const NAMES = ["a", "b", "c"];

async function whenTitled(page: EvaluatingPage, title: string): Promise<void> {
  // A page that is being loaded has no title.
  const now = () => page.evaluate<string>("document.title").catch(() => "");
  await eventually(async () => (await now()).startsWith(title), `the title is ${title}`);
}

/** Disturbances: all with `--long`, else the one that tells the page nothing before. */
const TRIED = IS_LONG ? DISTURBANCES : { crash: DISTURBANCES.crash };

for (const [name, disturb] of Object.entries(TRIED)) {
  Deno.test(`workflow: ${name} in a step runs each step once`, async () => {
    await using at = await startBehindWire({ ENV: "dev" });
    await using browser = await launchBrowser();
    let once = 0;
    for (let time = 1; time <= TIMES; time++) {
      await using steps = await gatedSteps();
      await using opened = await openConsole(browser, { url: at.url, route: "#/workflow" });
      const { page } = opened;
      page.on("dialog", (dialog) => void dialog.accept());
      const workflow = { name: `Run ${time}`, steps: NAMES.map((name) => steps.step(name)) };
      await page.locator("input[type=file]").setInputFiles(fileOf(workflow));
      await page.getByRole("heading", { name: workflow.name }).waitFor();
      await page.getByRole("button", { name: "Start" }).first().click();
      const disturbed = time % NAMES.length;
      for (const name of NAMES.slice(0, disturbed)) await steps.open(name);
      await steps.whenRan(...NAMES.slice(0, disturbed + 1));
      const now = await disturb(page, at) ?? page;
      for (const name of NAMES.slice(disturbed)) await steps.open(name);
      await whenTitled(now, `✓ ${workflow.name}`);
      assertEquals(await steps.ran(), NAMES);
      once++;
    }
    report(`${name} in a step, each ran once, of ${TIMES}`, once, String(TIMES));
  });
}
