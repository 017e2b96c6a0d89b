import { assertEquals } from "@std/assert";
import { serverVariables } from "../harness/app.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { startSshd } from "../harness/sshd.ts";
import {
  type EvaluatingPage,
  openShell,
  shownText,
  storedLines,
  typeInto,
  whenShown,
} from "../harness/terminal_page.ts";
import { startBehindWire } from "./behind_wire.ts";
import { DISTURBANCES, sleep } from "./disturbances.ts";
import { report } from "./figure.ts";
import { IS_LONG, TIMES } from "./options.ts";

/** Number of lines that a program prints while the page is disturbed. */
const LINES = 200;

for (const [name, disturb] of Object.entries({ ...DISTURBANCES, ...IS_LONG && { sleep } })) {
  Deno.test(`terminals: ${name} leaves the same screen, no byte lost or doubled`, async () => {
    await using sshd = await startSshd();
    const variables = { ...serverVariables("a", sshd), COMMAND_LOCK: "off" };
    await using at = await startBehindWire(variables);
    await using browser = await launchBrowser();
    // The service misses a page only when it sleeps long.
    const times = disturb === sleep ? 1 : TIMES;
    let same = 0;
    for (let time = 1; time <= times; time++) {
      await using opened = await openConsole(browser, { url: at.url });
      await openShell(opened.page, "a");
      const program =
        `for i in $(seq ${LINES}); do printf "\\033[3$((i%8))mr${time} $i\\033[0m\\n"; ` +
        `sleep 0.01; done; echo e''nd ${time}\n`;
      await typeInto(opened.page, program);
      await whenShown(opened.page, new RegExp(`^r${time} 2\\d$`, "m"));
      const page = await disturb(opened.page, at) ?? opened.page;
      await whenShown(page, new RegExp(`^end ${time}$[^]*[$#] *$`, "m"));
      await settled(page);
      const lines = await storedLines(page);
      const counted = lines.filter((line) => line.startsWith(`r${time} `));
      const expected = Array.from({ length: LINES }, (_, i) => `r${time} ${i + 1}`);
      assertEquals(counted, expected);
      assertEquals(lines.join("\n").trimEnd().endsWith(await shownText(page)), true);
      same++;
    }
    report(`${name}, same screen of ${times}`, same, String(times));
  });
}

/** Waits until all output is stored. */
async function settled(page: EvaluatingPage): Promise<void> {
  for (let before = "", now = " "; before !== now;) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
    now = await page.evaluate<string>(`sessionStorage["pink-page.terminal.1"]`);
  }
}
