import type { Page } from "playwright-core";
import type { EvaluatingPage } from "../harness/terminal_page.ts";
import type { BehindWire } from "./behind_wire.ts";
import { IS_LONG } from "./options.ts";

/** Time without a network, in milliseconds. */
const OFFLINE_MS = IS_LONG ? 30_000 : 5_000;

/** Time for which a page sleeps, in milliseconds: the service closes silent clients after 60 s. */
const SLEEP_MS = 70_000;

/** Disturbance of a page. Returns another way to the page when the one before has ended. */
export type Disturb = (page: Page, at: BehindWire) => Promise<EvaluatingPage | void>;

/** Disturbances, by name. */
export const DISTURBANCES = {
  reload: async (page) => void await page.reload(),
  "back and forward": async (page) => {
    await page.goto(new URL("/docs", page.url()).href);
    await page.goBack();
  },
  crash,
  offline: async (_, { wire }) => {
    wire.freeze();
    wire.cutAll();
    await new Promise((resolve) => setTimeout(resolve, OFFLINE_MS));
    wire.thaw();
  },
} satisfies Readonly<Record<string, Disturb>>;

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

/** Freezes a page and its network, as a computer that sleeps. Its connections are cut then. */
export async function sleep(page: Page, { wire }: BehindWire): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  wire.freeze();
  await new Promise((resolve) => setTimeout(resolve, SLEEP_MS));
  wire.cutAll();
  wire.thaw();
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await session.detach();
}
