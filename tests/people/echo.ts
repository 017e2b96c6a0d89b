import { assertEquals } from "@std/assert";
import { serverVariables, startApp } from "../harness/app.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { startSshd } from "../harness/sshd.ts";
import { openShell, typeInto, whenShown } from "../harness/terminal_page.ts";
import { median, report } from "./figure.ts";
import { IS_LONG } from "./options.ts";

/** Number of keys. */
const KEYS = IS_LONG ? 300 : 40;

/** Times of the page for one key, in milliseconds. */
interface Echo {
  /** Time from the key to its message. */
  readonly sentMs: number;
  /** Time from the answer to its text in the terminal. */
  readonly parsedMs: number;
  /** Time from the answer to the text on the page. */
  readonly drawnMs: number;
}

/** Script that notes when the page sends, and when it is sent something. */
const NOTE_WIRE = `globalThis.seen = {};
globalThis.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", ({ data }) => {
      if (data.includes('"output"')) seen.received = performance.now();
    });
  }
  send(data) {
    super.send(data);
    if (data.includes('"ssh_input"')) seen.sent = performance.now();
  }
};`;

/** Script that notes keys, and what the terminal has parsed and drawn, as \`echoed()\`. */
const NOTE_TERMINAL = `(async () => {
  const { Terminal } = await import("@xterm/xterm");
  const { write } = Terminal.prototype;
  Terminal.prototype.write = function (data, callback) {
    write.call(this, data, () => {
      if (data.includes("k")) seen.parsed ??= performance.now();
      callback?.();
    });
  };
  addEventListener("keydown", () => {
    seen.key = performance.now();
    seen.drawn = new Promise((resolve) =>
      new MutationObserver((_, observer) => {
        if (seen.parsed === undefined) return;
        observer.disconnect();
        resolve(performance.now());
      }).observe(document.querySelector(".xterm-rows"), {
        childList: true, characterData: true, subtree: true,
      }));
  }, true);
  globalThis.echoed = async () => {
    const drawn = await seen.drawn;
    const { key, sent, received, parsed } = seen;
    seen.parsed = undefined;
    return {
      sentMs: sent - key, parsedMs: parsed - received, drawnMs: drawn - received,
    };
  };
})()`;

Deno.test("terminals: the page adds little to an echo", async () => {
  await using sshd = await startSshd();
  await using app = await startApp(serverVariables("a", sshd));
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: "about:blank", isEmpty: true });
  const { page, faults } = opened;
  await page.addInitScript({ content: NOTE_WIRE });
  await page.goto(app.url);
  await openShell(page, "a");
  await typeInto(page, "clear; cat > /dev/null\n");
  await whenShown(page, /^$/);
  await page.evaluate(NOTE_TERMINAL);
  const times: Echo[] = [];
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press("k");
    times.push(await page.evaluate<Echo>("echoed()"));
  }
  const of = (time: keyof Echo) => median(times.map((echo) => echo[time]));
  report("echo in the page, key to sent, p50, ms", of("sentMs"), "–");
  report("echo in the page, answer to parsed, p50, ms", of("parsedMs"), "≤ 0.5");
  report("echo in the page, answer to drawn, p50, ms", of("drawnMs"), "≤ 17");
  await whenShown(page, new RegExp(`k{${Math.min(KEYS, 40)}}`));
  assertEquals(faults, []);
});
