import { assertEquals, assertLess } from "@std/assert";
import type { Page } from "playwright-core";
import { connect } from "../../src/client/mod.ts";
import { startApp, type TestApp } from "../harness/app.ts";
import { launchBrowser, openConsole, whenSeen } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { newestOperation } from "../harness/newest_operation.ts";
import { report } from "./figure.ts";
import { IS_LONG } from "./options.ts";

/** Number of checks that a page follows. */
const CHECKS = 1_000;
/** Number of operations that a page follows. */
const OPERATIONS = IS_LONG ? 500 : 50;

/** Variables of a server whose port refuses. */
const CLOSED = { GONE_IP: "127.0.0.1", GONE_PORT: "1", HIWARE_ID: "x", HIWARE_PW: "x" };

/** Checks all servers so many times. */
async function sweep(app: TestApp, times: number): Promise<void> {
  const { signal } = new AbortController();
  for (let time = 0; time < times; time++) await app.sweepHealth(signal);
}

/** Runs commands that are refused at once. */
async function runCommands(url: string, times: number): Promise<void> {
  await using client = await connect(url, { name: "kim" });
  for (let time = 0; time < times; time++) {
    await client.command("gone", `command ${time}`).done().catch(() => {});
  }
}

/** Returns the bytes of the heap of a page that are in use. */
async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

Deno.test("followed: a page that follows 1,000 checks does not grow", async () => {
  await using app = await startApp(CLOSED);
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: app.url });
  const { page } = opened;
  await sweep(app, 50);
  await whenSeen(page, "Unhealthy");
  const before = await heapBytes(page);
  await sweep(app, CHECKS);
  const { items: [server] } = await (await fetch(`${app.url}/api/v1/servers`)).json();
  const last = server.health.last_checked;
  const shown = page.locator("tbody", { hasText: "gone" }).locator("time").first();
  await eventually(async () => await shown.getAttribute("datetime") === last, "the last check");
  const grownMb = (await heapBytes(page) - before) / 1_000_000;
  report(`heap after ${CHECKS} checks, MB more`, grownMb, "< 5");
  assertLess(grownMb, 5);
  assertEquals(opened.faults, []);
});

Deno.test(`followed: a page that follows ${OPERATIONS} operations does not grow`, async () => {
  await using app = await startApp(CLOSED);
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: app.url });
  const { page } = opened;
  await runCommands(app.url, 20);
  await whenShown(page, app.url);
  const before = await heapBytes(page);
  await runCommands(app.url, OPERATIONS);
  await whenShown(page, app.url);
  const grownMb = (await heapBytes(page) - before) / 1_000_000;
  report(`heap after ${OPERATIONS} operations followed, MB more`, grownMb, "< 5");
  assertLess(grownMb, 5);
  assertEquals(opened.faults, []);
});

/** Waits until the page shows the newest operation as ended. */
async function whenShown(page: Page, url: string): Promise<void> {
  const { operation_id, ending } = await newestOperation(url);
  assertEquals(ending, "error");
  await page.locator(`a[href*="${operation_id}"]`).first().waitFor();
}
