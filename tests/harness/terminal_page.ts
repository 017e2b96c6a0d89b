import headless from "@xterm/headless";
import type { Page } from "playwright-core";

/** Record of a terminal in the memory of the tab. */
interface StoredScreen {
  readonly screen: string;
  readonly log: string;
  readonly cols: number;
  readonly rows: number;
}

/** Page, or the target of one that has crashed. */
export interface EvaluatingPage {
  /** Evaluates a script in the page. */
  evaluate<Value>(script: string): Promise<Value>;
}

/** Opens a terminal of a server from the address, and waits for its prompt. */
export async function openShell(page: Page, server: string): Promise<void> {
  await page.evaluate(`location.hash = "#/terminals/new?server=${server}"`);
  await whenShown(page, /[$#] *$/);
}

/** Types text into the terminal that has the focus. */
export async function typeInto(page: Page, text: string): Promise<void> {
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.type(text);
}

/** Time for a screen to show what is waited for, in milliseconds. */
const LIMIT_MS = 120_000;

/** Waits until the screen of the shown terminal matches. */
export async function whenShown(page: EvaluatingPage, text: RegExp): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  let shown = "";
  while (performance.now() < deadline) {
    // A page that is being loaded shows nothing.
    shown = await shownText(page).catch(() => "");
    if (text.test(shown)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never shown: ${text}; the terminal shows:\n${shown}`);
}

/** Returns the text that the shown terminal draws, without empty lines at its end. */
export async function shownText(page: EvaluatingPage): Promise<string> {
  const rows = await page.evaluate<string[]>(
    `[...document.querySelectorAll(".xterm-rows > div")].map((row) => row.textContent)`,
  );
  return rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd()).join("\n").trimEnd();
}

/** Returns the lines that the stored terminal draws, those above the screen among them. */
export async function storedLines(page: EvaluatingPage, number = 1): Promise<string[]> {
  const { screen, log, cols, rows } = await page.evaluate<StoredScreen>(`(() => {
    const read = (key) => sessionStorage["pink-page.terminal.${number}" + key];
    const { generation, first, parts, cols, rows } = JSON.parse(read(""));
    const texts = Array.from({ length: parts }, (_, part) => read("." + (first + part) % 65));
    return { screen: read(".screen." + generation % 2), log: texts.join(""), cols, rows };
  })()`);
  const terminal = new headless.Terminal({
    cols,
    rows,
    scrollback: 100_000,
    allowProposedApi: true,
  });
  await new Promise<void>((resolve) => terminal.write(screen + log, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from(
    { length: active.length },
    (_, y) => active.getLine(y)?.translateToString(true) ?? "",
  );
  terminal.dispose();
  return lines;
}
