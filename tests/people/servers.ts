import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { connect, type SavedClient } from "../../src/client/mod.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { launchBrowser, openConsole, whenConnected, whenSeen } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { startTcpServer, staySilent } from "../harness/tcp_server.ts";
import { createTokens } from "../harness/tokens.ts";
import { startBehindWire } from "./behind_wire.ts";

/** Variables of a server whose port refuses. */
const CLOSED = { GONE_IP: "127.0.0.1", GONE_PORT: "1", HIWARE_ID: "x", HIWARE_PW: "x" };

/** Checks all servers so many times. */
async function sweep(app: TestApp, times = 1): Promise<void> {
  const { signal } = new AbortController();
  for (let time = 0; time < times; time++) await app.sweepHealth(signal);
}

function row(page: Page, server: string): Locator {
  return page.locator("tbody", { hasText: server });
}

function strip(page: Page): Locator {
  return page.locator(".strip");
}

async function whenText(locator: Locator, text: string): Promise<void> {
  await eventually(async () => (await locator.innerText()).includes(text), text);
}

/** Returns how often the live region has a text now. */
async function announcements(page: Page, text: string): Promise<number> {
  return await page.locator("[role=status] p", { hasText: text }).count();
}

/** Logs the browser of a page in. */
async function logIn(page: Page, { url, token }: { url: string; token: string }): Promise<void> {
  await page.goto(`${url}/login`);
  await page.locator("#token").fill(token);
  await page.locator("form button").first().click();
  await page.goto(`${url}/#/servers`);
  await whenConnected(page);
}

sshdTest("servers: health, tests and the strip are live", async (t) => {
  await using good = await startSshd();
  await using broken = await startSshd();
  await using app = await startApp({
    ...serverVariables("good", good),
    ...serverVariables("broken", broken),
    ...serverVariables("locked", good),
    LOCKED_USER: "nobody-has-this-name",
    GOOD_LABEL: "TEST",
    BROKEN_LABEL: "PROD",
  });
  await using browser = await launchBrowser();
  await sweep(app);
  await using opened = await openConsole(browser, { url: app.url });
  const { page, faults } = opened;

  await t.step("a verdict changes live, with its outage in the chart and in words", async () => {
    await whenText(row(page, "broken"), "Healthy");
    assertEquals(await row(page, "broken").locator(".label.production").innerText(), "PROD");
    await broken.stop();
    await sweep(app, 3);
    await whenText(row(page, "broken"), "Unhealthy");
    await eventually(async () => await announcements(page, "broken is unhealthy") === 1, "told");
    assertEquals(await page.title(), "▲ broken · Pink-Page");
    const chart = row(page, "broken").locator("svg");
    await eventually(async () => await chart.locator(".outage").count() === 1, "an outage");
    assertStringIncludes(await chart.getAttribute("aria-label") ?? "", "1 outage: since ");
    await broken.restart();
    await sweep(app);
    await whenText(row(page, "broken"), "Healthy");
    const told = () => chart.getAttribute("aria-label");
    await eventually(async () => / to .*\. Latency/.test(await told() ?? ""), "the end");
    assertEquals(await announcements(page, "broken is unhealthy"), 1);
  });

  await t.step("a test tells each layer, and explains the one that failed", async () => {
    const test = (server: string) => page.getByRole("button", { name: `Test on ${server}` });
    await test("good").click();
    await eventually(async () => await row(page, "good").getByText("succeeded").count() === 4, "4");
    await broken.stop();
    await test("broken").click();
    await whenText(row(page, "broken"), "20002");
    assertEquals(await row(page, "broken").getByText("not reached").count(), 3);
    await test("locked").click();
    await whenText(row(page, "locked"), "A login has just failed: wait");
    await test("locked").click();
    await whenText(row(page, "locked"), "14001");
    await whenText(row(page, "locked"), "A login has just failed: wait");
    await broken.restart();
  });

  await t.step("the strip tells what another runs, and when the servers are free", async () => {
    await using kim = await connect(app.url, { name: "kim" });
    const session = await kim.session();
    await whenText(strip(page), "kim holds the session");
    await whenText(strip(page), "nothing runs");
    const operation = kim.command("good", "sleep 1000");
    void operation.done().catch(() => {});
    await whenText(strip(page), "sleep 1000");
    await whenText(strip(page), "good");
    assert((await strip(page).getByText("Watch").getAttribute("href"))?.includes("#/operations/"));
    await page.getByRole("button", { name: "Tell me when free" }).click();
    await operation.cancel();
    await session.end();
    await whenText(strip(page), "The servers are free now.");
    assertEquals(await announcements(page, "The servers are free now."), 1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await whenText(strip(page), "Free");
  });

  await t.step("the strip counts the time for which an owner is away", async () => {
    const wire = await startTcpProxy(Number(new URL(app.url).port));
    const url = `http://127.0.0.1:${wire.port}`;
    await using kim = await connect(url, { name: "kim", backoff: () => 600_000 });
    await kim.session();
    await whenText(strip(page), "kim holds the session");
    await wire[Symbol.asyncDispose]();
    await whenText(strip(page), "away, back by");
    await page.getByRole("button", { name: "End it…", exact: true }).click();
    await page.getByLabel("Reason").fill("gone home");
    await page.getByRole("button", { name: "End it", exact: true }).click();
    await whenText(strip(page), "Free");
  });

  await t.step("the own session is ended by the page that has resumed it", async () => {
    const saved = await page.evaluate<string>(`sessionStorage["pink-page.client"]`);
    await using client = await connect(app.url, { saved: JSON.parse(saved) as SavedClient });
    await client.session();
    await page.getByRole("button", { name: "Take it back" }).click();
    await whenText(strip(page), "You hold the session");
    await page.getByRole("button", { name: "End session" }).click();
    await whenText(strip(page), "Free");
  });
  assertEquals(faults, []);
});

Deno.test("servers: a test whose connection is cut is told, and offered again", async () => {
  await using silent = await startTcpServer(staySilent);
  await using at = await startBehindWire({ ...CLOSED, GONE_PORT: String(silent.port) });
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: at.url });
  const { page } = opened;
  await page.getByRole("button", { name: "Test on gone" }).click();
  await whenText(row(page, "gone"), "Testing…");
  await eventually(() => silent.connections === 1, "the test runs");
  at.wire.cutAll();
  await whenText(row(page, "gone"), "The connection to the service was lost before the test");
  await whenConnected(page);
  await page.getByRole("button", { name: "Test again" }).click();
  await whenText(row(page, "gone"), "Testing…");
});

Deno.test("servers: controls name the role they need, and an admin ends a session", async () => {
  await using tokens = await createTokens();
  const ann = await tokens.add("ann");
  const vic = await tokens.add("vic", { role: "viewer" });
  const root = await tokens.add("root", { role: "admin" });
  await using app = await startApp({ ...tokens.variables, ...CLOSED });
  await using browser = await launchBrowser();
  await using viewing = await openConsole(browser, { url: "about:blank", isEmpty: true });
  await logIn(viewing.page, { url: app.url, token: vic });
  await using client = await connect(app.url, { token: ann });
  const session = await client.session();
  for (const name of ["Terminal on gone", "Test on gone", "End it…"]) {
    const button = viewing.page.getByRole("button", { name, exact: true });
    assertEquals(await button.getAttribute("aria-disabled"), "true");
    assertStringIncludes(await button.getAttribute("title") ?? "", "Needs the role");
  }
  await using annAgain = await openConsole(browser, { url: "about:blank", isEmpty: true });
  await logIn(annAgain.page, { url: app.url, token: ann });
  await whenText(strip(annAgain.page), "You hold the session in another tab or program");
  await using ending = await openConsole(browser, { url: "about:blank", isEmpty: true });
  const { page } = ending;
  await logIn(page, { url: app.url, token: root });
  await whenText(strip(page), "ann holds the session");
  await page.getByRole("button", { name: "End it…", exact: true }).click();
  await page.getByLabel("Reason").fill("maintenance");
  await page.getByLabel("Reason").press("Enter");
  assertEquals((await session.ended)?.detail, "maintenance");
  await whenText(strip(page), "Free");
  await whenText(strip(viewing.page), "Free");
  assertEquals([...viewing.faults, ...annAgain.faults, ...ending.faults], []);
});

Deno.test("servers: none configured, nothing run: the page says what to do", async () => {
  await using app = await startApp({});
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: app.url });
  await whenSeen(opened.page, "No operations yet.");
  await whenSeen(opened.page, "Set <NAME>_IP for each server");
  assertEquals(opened.faults, []);
});
