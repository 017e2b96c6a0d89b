import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { Browser, CDPSession, Page } from "playwright-core";
import { eventually } from "../harness/eventually.ts";
import { launchBrowser, openConsole, whenConnected } from "../harness/browser.ts";
import { startProgram } from "../harness/started_program.ts";
import { median, report } from "./figure.ts";
import { TIMES } from "./options.ts";

/** Slow network and processor: 10 Mbit/s, 40 ms, a quarter of the speed. */
const SLOW = { latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 };

/**
 * Script that notes layout shifts, long tasks and the time of the servers, before the page loads.
 * The promise `loaded` resolves when the page is connected and has its charts. Locators would block
 * the page by scripts of their own.
 */
const OBSERVE = `globalThis.seen = { shift: 0, long: 0 };
globalThis.loaded = new Promise((resolve) => {
  new MutationObserver((_, observer) => {
    const hasServers = document.body?.textContent.includes("mypap1d");
    // What is in the page now is seen with the next frame.
    const note = () => seen.servers ??= performance.now();
    if (hasServers) requestAnimationFrame(() => setTimeout(note));
    const charts = document.querySelectorAll("svg.day").length;
    if (charts < 2 || document.querySelector(".link-state .up") === null) return;
    observer.disconnect();
    // Two frames later, the observers have told of all.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
  }).observe(document, { childList: true, subtree: true });
});
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) {
    if (!hadRecentInput) seen.shift += value;
  }
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => seen.long += list.getEntries().length)
  .observe({ type: "longtask", buffered: true });`;

/** Request of a page that went over the wire. */
interface Load {
  readonly url: string;
  readonly bytes: number;
}

/** Notes the requests of a page as they end, with their bytes on the wire. */
async function watchRequests(page: Page): Promise<Load[]> {
  const loads: Load[] = [];
  const session = await page.context().newCDPSession(page);
  const urls = new Map<string, string>();
  await session.send("Network.enable");
  session.on(
    "Network.responseReceived",
    ({ requestId, response }) => urls.set(requestId, response.url),
  );
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength: bytes }) => {
    const url = urls.get(requestId);
    if (url !== undefined && bytes > 0) loads.push({ url, bytes });
  });
  return loads;
}

/** Visitors of a service that has just started, and their most bytes. */
const VISITORS = [
  // The files of the first one are compressed quickly.
  { name: "first view of the first visitor, over the wire, KB", limit: 50_000 },
  { name: "first view, over the wire, KB", limit: 45_000 },
] as const;

/** Waits until the script of the console is smaller than a first visitor got it. */
async function whenSmaller(loads: readonly Load[]): Promise<void> {
  const { url = "", bytes = 0 } = loads.find(({ url }) => url.endsWith("/console.js")) ?? {};
  await eventually(async () => {
    const { body, headers } = await fetch(url, { headers: { "accept-encoding": "br" } });
    await body?.cancel();
    return Number(headers.get("content-length")) < 0.95 * bytes;
  }, "the script is compressed well");
}

Deno.test("console: the first view is small, without faults, and kept by the browser", async () => {
  await using app = await startProgram();
  await using browser = await launchBrowser();
  let requests = 0;
  for (const { name, limit } of VISITORS) {
    await using opened = await openConsole(browser, { url: "about:blank", isEmpty: true });
    const { page, faults } = opened;
    const loads = await watchRequests(page);
    await page.goto(app.url);
    await whenConnected(page);
    await page.locator("svg.day").nth(1).waitFor();
    await page.waitForLoadState("networkidle");
    assertEquals(loads.filter(({ url }) => new URL(url).origin !== app.url), []);
    assertLessOrEqual(loads.length, 30);
    const bytes = loads.reduce((sum, { bytes }) => sum + bytes, 0);
    report(name, bytes / 1_000, `≤ ${limit / 1_000}`);
    requests = loads.length;
    assertLessOrEqual(bytes, limit);
    if (name === VISITORS[0].name) await whenSmaller(loads);
    loads.length = 0;
    await page.reload();
    await whenConnected(page);
    await page.waitForLoadState("networkidle");
    const again = loads.filter(({ url }) => url.includes("/console/"));
    assertEquals(again, []);
    assertEquals(faults, []);
  }
  report("first view, requests", requests, "≤ 30");
});

/** Script that opens a terminal of a server, and resolves to the time until its prompt is drawn. */
const UNTIL_PROMPT = `new Promise((resolve) => {
  const start = performance.now();
  const observer = new MutationObserver(() => {
    const rows = [...document.querySelectorAll(".xterm-rows > div")];
    if (!rows.some(({ textContent }) => /[$#]\\s*$/.test(textContent))) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
  const buttons = [...document.querySelectorAll("main button")];
  buttons.find(({ textContent }) => /^Terminal\\b/.test(textContent)).click();
})`;

/** Goals of the time from the click on a terminal to its prompt, by the place. */
const PROMPTS = [
  { isSlow: false, where: "here", goal: "≤ 700" },
  { isSlow: true, where: "10 Mbit/s, 40 ms, CPU ÷4", goal: "≤ 1,800" },
] as const;

Deno.test("console: a terminal opens soon, and its page is small", async () => {
  await using app = await startProgram({ COMMAND_LOCK: "off" });
  await using browser = await launchBrowser();
  // The first visitor after a start waits for the compiler.
  const { kilobytes } = await promptAfterClick(browser, app.url, false);
  report("first view with a terminal, over the wire, first visitor, KB", kilobytes, "–");
  for (const { isSlow, where, goal } of PROMPTS) {
    const prompts: Prompt[] = [];
    for (let time = 0; time < TIMES; time++) {
      prompts.push(await promptAfterClick(browser, app.url, isSlow));
    }
    report(`prompt after the click, ms, ${where}`, median(prompts.map(({ ms }) => ms)), goal);
    const most = Math.max(...prompts.map(({ kilobytes }) => kilobytes));
    report(`first view with a terminal, over the wire, KB, ${where}`, most, "≤ 175");
    assertLessOrEqual(most, 175);
  }
});

/** Time until a prompt, and the bytes of the page that shows it. */
interface Prompt {
  readonly ms: number;
  readonly kilobytes: number;
}

/** Opens a terminal in a page that nothing is kept of, and waits for its prompt. */
async function promptAfterClick(
  browser: Browser,
  url: string,
  isSlow: boolean,
): Promise<Prompt> {
  await using opened = await openConsole(browser, { url: "about:blank", isEmpty: true });
  const { page, context, faults } = opened;
  const loads = await watchRequests(page);
  if (isSlow) await slowDown(await context.newCDPSession(page));
  await page.goto(url);
  await whenConnected(page);
  await page.waitForLoadState("networkidle");
  const ms = await page.evaluate<number>(UNTIL_PROMPT);
  await page.waitForLoadState("networkidle");
  assertEquals(faults, []);
  return { ms, kilobytes: loads.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000 };
}

Deno.test("console: paints early, and moves nothing", async () => {
  await using app = await startProgram();
  await using browser = await launchBrowser();
  // The first visitor after a start waits for the compiler.
  const first = await firstView(browser, app.url, false);
  report("servers shown, ms, first visit after a start", first.servers, "–");
  for (const isSlow of [false, true]) {
    const times: Times[] = [];
    for (let time = 0; time < TIMES; time++) times.push(await firstView(browser, app.url, isSlow));
    const of = (name: keyof Times) => median(times.map((time) => time[name]));
    const where = isSlow ? "10 Mbit/s, 40 ms, CPU ÷4" : "here";
    report(`first paint, ms, ${where}`, of("paint"), isSlow ? "≤ 1,000" : "≤ 400");
    report(`servers shown, ms, ${where}`, of("servers"), isSlow ? "≤ 1,200" : "≤ 500");
    report(`layout shift, ${where}`, of("shift"), "< 0.02");
    report(`long tasks, ${where}`, of("long"), isSlow ? "≤ 2" : "0");
  }
});

/** Times of a first view, in milliseconds, and what moved and what blocked meanwhile. */
interface Times {
  readonly paint: number;
  readonly servers: number;
  readonly shift: number;
  readonly long: number;
}

/** Slows network and processor of a page down. */
async function slowDown(session: CDPSession): Promise<void> {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, ...SLOW });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

async function firstView(browser: Browser, url: string, isSlow: boolean): Promise<Times> {
  await using opened = await openConsole(browser, { url: "about:blank", isEmpty: true });
  const { page, context } = opened;
  const session = await context.newCDPSession(page);
  if (isSlow) await slowDown(session);
  await page.addInitScript({ content: OBSERVE });
  await page.goto(url);
  const expression = `loaded.then(() => ({
    ...seen,
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  }))`;
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result } = await session.send("Runtime.evaluate", options);
  return result.value as Times;
}
