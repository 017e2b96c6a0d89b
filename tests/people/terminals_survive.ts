import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { serverVariables } from "../harness/app.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { startSshd } from "../harness/sshd.ts";
import type { TcpProxy } from "../harness/tcp_proxy.ts";
import {
  type EvaluatingPage,
  openShell,
  shownText,
  storedLines,
  typeInto,
  whenShown,
} from "../harness/terminal_page.ts";
import { startBehindWire } from "./behind_wire.ts";
import { report } from "./figure.ts";
import { IS_LONG, TIMES } from "./options.ts";

/** Number of lines that a program prints while the page is disturbed. */
const LINES = 200;
/** Time without a network, in milliseconds. */
const OFFLINE_MS = IS_LONG ? 30_000 : 5_000;

/** Disturbance of a page. */
type Disturb = (page: Page, wire: TcpProxy) => Promise<EvaluatingPage | void>;

/** Disturbances, by name. */
const DISTURBANCES: Readonly<Record<string, Disturb>> = {
  reload: async (page) => void await page.reload(),
  "back and forward": async (page) => {
    await page.goto(new URL("/docs", page.url()).href);
    await page.goBack();
  },
  crash,
  offline: async (_, wire) => {
    wire.freeze();
    wire.cutAll();
    await new Promise((resolve) => setTimeout(resolve, OFFLINE_MS));
    wire.thaw();
  },
};

/** Crashes the page, loads it again in the same tab, and returns that page. */
async function crash(page: Page): Promise<EvaluatingPage> {
  const crashed = page.waitForEvent("crash");
  const session = await page.context().newCDPSession(page);
  // It never answers.
  session.send("Page.crash").catch(() => {});
  await crashed;
  const browser = await page.context().browser()?.newBrowserCDPSession();
  if (browser === undefined) throw new Error("the browser is gone");
  const { targetInfos } = await browser.send("Target.getTargets");
  const targetId = targetInfos.find(({ type, url }) => type === "page" && url === page.url())
    ?.targetId ?? "";
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: false });
  let count = 0;
  const ask = (method: string, params: unknown) =>
    new Promise<{ result?: { result?: { value?: unknown } } }>((resolve) => {
      const id = ++count;
      browser.on("Target.receivedMessageFromTarget", ({ message }) => {
        const answer = JSON.parse(message);
        if (answer.id === id) resolve(answer);
      });
      const message = JSON.stringify({ id, method, params });
      void browser.send("Target.sendMessageToTarget", { sessionId, message });
    });
  await ask("Page.reload", {});
  return {
    evaluate: async <Value>(expression: string) => {
      const { result } = await ask("Runtime.evaluate", { expression, returnByValue: true });
      return result?.result?.value as Value;
    },
  };
}

for (const [name, disturb] of Object.entries(DISTURBANCES)) {
  Deno.test(`terminals: ${name} leaves the same screen, no byte lost or doubled`, async () => {
    await using sshd = await startSshd();
    const variables = { ...serverVariables("a", sshd), COMMAND_LOCK: "off" };
    await using at = await startBehindWire(variables);
    await using browser = await launchBrowser();
    let same = 0;
    for (let time = 1; time <= TIMES; time++) {
      await using opened = await openConsole(browser, { url: at.url });
      await openShell(opened.page, "a");
      const program =
        `for i in $(seq ${LINES}); do printf "\\033[3$((i%8))mr${time} $i\\033[0m\\n"; ` +
        `sleep 0.01; done; echo e''nd ${time}\n`;
      await typeInto(opened.page, program);
      await whenShown(opened.page, new RegExp(`^r${time} 2\\d$`, "m"));
      const page = await disturb(opened.page, at.wire) ?? opened.page;
      await whenShown(page, new RegExp(`^end ${time}$[^]*[$#] *$`, "m"));
      await settled(page);
      const lines = await storedLines(page);
      const counted = lines.filter((line) => line.startsWith(`r${time} `));
      const expected = Array.from({ length: LINES }, (_, i) => `r${time} ${i + 1}`);
      assertEquals(counted, expected);
      assertEquals(lines.join("\n").trimEnd().endsWith(await shownText(page)), true);
      same++;
    }
    report(`${name}, same screen of ${TIMES}`, same, String(TIMES));
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
