import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { serverVariables, startApp } from "../harness/app.ts";
import { launchBrowser, type OpenConsole, openConsole } from "../harness/browser.ts";
import { startSshd } from "../harness/sshd.ts";
import { openShell, shownText, typeInto, whenShown } from "../harness/terminal_page.ts";
import { median, report } from "./figure.ts";

/** Console with a terminal of the server `a`. Disposing it ends all. */
interface OpenedTerminal extends AsyncDisposable {
  readonly page: Page;
  readonly opened: OpenConsole;
  readonly url: string;
}

async function openedTerminal(
  { width = 1_280 }: { readonly width?: number } = {},
): Promise<OpenedTerminal> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd());
  const servers = { ...serverVariables("a", sshd), ...serverVariables("b", sshd) };
  const app = opening.use(await startApp({ ...servers, A_LABEL: "TEST", B_LABEL: "PROD" }));
  const browser = opening.use(await launchBrowser());
  const opened = opening.use(await openConsole(browser, { url: app.url, width }));
  await openShell(opened.page, "a");
  const all = opening.move();
  return {
    ...{ page: opened.page, opened, url: app.url },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Returns the id, else the name or text, of the element that has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    `(({ id, className, textContent }) => id || className || textContent)(document.activeElement)`,
  );
}

Deno.test("terminals: keys leave one, search and question a paste; no fault", async () => {
  await using at = await openedTerminal();
  const { page, opened } = at;
  assertMatch(
    await page.locator(".xterm-helper-textarea").getAttribute("aria-label") ?? "",
    /Alt\+Shift\+0/,
  );
  // The shell has the size of the screen, however early it was opened.
  const rows = await page.locator(".xterm-rows > div").count();
  await typeInto(page, "stty size; echo nee''dle\n");
  await whenShown(page, new RegExp(`^${rows} 1\\d\\d$\n^needle$`, "m"));
  await page.keyboard.press("Tab");
  assertEquals(await focused(page), "xterm-helper-textarea");
  await page.keyboard.press("Alt+Shift+0");
  assertEquals(await focused(page), "terminal-input");
  await page.keyboard.press("Tab");
  assertEquals(await focused(page), "Send");

  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Control+Shift+F");
  await page.getByRole("searchbox").fill("needle");
  await page.keyboard.press("Enter");
  await page.locator(".xterm-selection div").first().waitFor();
  await page.getByRole("searchbox").fill("haystack");
  await page.keyboard.press("Enter");
  await page.getByText("Not found").waitFor();
  await page.keyboard.press("Escape");
  assertEquals(await focused(page), "xterm-helper-textarea");

  const paste = (text: string) =>
    page.evaluate(`{
      const data = new DataTransfer();
      data.setData("text/plain", ${JSON.stringify(text)});
      document.querySelector(".xterm-helper-textarea").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }`);
  await paste("echo o''ne-line");
  await page.keyboard.press("Enter");
  await whenShown(page, /^one-line$/m);
  await paste("echo fi''rst\necho se''cond\n");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Paste 2 lines?").waitFor();
  assertMatch(await dialog.innerText(), /Into\s+a\s*TEST/);
  assert(!/^first$/m.test(await shownText(page)));
  await dialog.getByRole("button", { name: "Paste", exact: true }).click();
  await page.keyboard.press("Enter");
  await whenShown(page, /^first$[^]*^second$/m);
  assertEquals(opened.faults, []);
});

Deno.test("terminals: the input line and the touch keys of a phone type", async () => {
  await using at = await openedTerminal({ width: 390 });
  const { page, opened } = at;
  await page.locator("#terminal-input").fill("cat > /dev/null; echo af''ter");
  await page.keyboard.press("Enter");
  await whenShown(page, /cat > /);
  await page.getByRole("button", { name: "Ctrl", exact: true }).tap();
  await page.locator("#terminal-input").pressSequentially("d");
  await whenShown(page, /^after$/m);
  assertEquals(await page.locator("#terminal-input").inputValue(), "");
  await page.getByRole("button", { name: "↑", exact: true }).tap();
  await whenShown(page, /after$[^]*cat > /m);
  assertEquals(opened.faults, []);
});

Deno.test("terminals: a shell that has ended is opened again with Enter", async () => {
  await using at = await openedTerminal();
  const { page, opened } = at;
  await typeInto(page, "exit 3\n");
  const band = page.locator(".terminal-band");
  await band.getByText("The shell has ended with exit code 3.").waitFor();
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.press("Enter");
  await band.waitFor({ state: "hidden" });
  await whenShown(page, /logout[^]*[$#] *$/);
  assertEquals(opened.faults, []);
});

Deno.test("terminals: a second one is refused by the first; both open in a session", async () => {
  await using at = await openedTerminal();
  const { page, opened } = at;
  await page.evaluate(`location.hash = "#/terminals/new?server=b"`);
  await page.getByText("Terminal 1 of this page uses the servers exclusively.").waitFor();
  await page.getByRole("button", { name: /End terminal 1 and open both/ }).click();
  await whenShown(page, /[$#] *$/);
  await page.getByRole("link", { name: /1 a/ }).click();
  await whenShown(page, /[$#] *$/);
  assertEquals(await page.locator(".tab .up").count(), 2);
  assertEquals(opened.faults, []);
});

Deno.test("terminals: a duplicated tab goes on; the first takes it back", async () => {
  await using at = await openedTerminal();
  const { page, opened: { context } } = at;
  await page.waitForTimeout(1_000);
  const memory = await page.evaluate<string>("JSON.stringify(sessionStorage)");
  const copy = await context.newPage();
  await copy.goto(`${at.url}/docs`);
  await copy.evaluate(`Object.assign(sessionStorage, ${memory})`);
  await copy.goto(`${at.url}/#/terminals/1`);
  await whenShown(copy, /[$#] *$/);
  const band = page.locator(".terminal-band");
  await band.getByText("Continued in another tab.").waitFor();
  await typeInto(copy, "echo co''py\n");
  await whenShown(copy, /^copy$/m);
  await copy.close();
  await band.getByRole("button", { name: "Take it back" }).click();
  await whenShown(page, /[$#] *$/);
  await typeInto(page, "echo ba''ck\n");
  await whenShown(page, /^back$/m);
});

/** Script that measures the time from a key to the prompt, in milliseconds of the page's clock. */
const TIME_PROMPT =
  `globalThis.promptMs = new Promise((resolve) => addEventListener("keydown", () => {
  const start = performance.now();
  const timer = setInterval(() => {
    const rows = [...document.querySelectorAll(".xterm-rows > div")];
    const last = rows.map((row) => row.textContent.trimEnd()).findLast((text) => text !== "");
    if (!/[$#]$/.test(last)) return;
    clearInterval(timer);
    resolve(performance.now() - start);
  }, 5);
}, { once: true, capture: true }));
0`;

Deno.test("terminals: a flood leaves the page quick, and Ctrl-C ends it", async () => {
  await using at = await openedTerminal();
  const { page, opened } = at;
  await typeInto(page, "seq 1 1600000; echo dra''wn\n");
  const clicks: number[] = [];
  const script = `new Promise((resolve) => {
    const start = performance.now();
    setTimeout(() => resolve(performance.now() - start));
  })`;
  while (!/^drawn$/m.test(await shownText(page))) {
    clicks.push(await page.evaluate<number>(script));
  }
  report("12 MB flood, slowest answer, ms", Math.max(...clicks), "≤ 100");
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  report("12 MB flood, heap, MB", usedSize / 1_000_000, "< 60");
  const times: number[] = [];
  for (let time = 0; time < 5; time++) {
    await typeInto(page, "clear\n");
    await whenShown(page, /^[^\n]*[$#]$/);
    await typeInto(page, "yes | cat -n\n");
    await whenShown(page, /^ *\d{6} *y$/m);
    await page.evaluate(TIME_PROMPT);
    await page.keyboard.press("Control+c");
    times.push(await page.evaluate<number>("promptMs"));
  }
  report("Ctrl-C in a flood to the prompt, ms", median(times), "≤ 150");
  assertEquals(opened.faults, []);
});
