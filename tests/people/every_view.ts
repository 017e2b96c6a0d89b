import axe from "axe-core/axe.min.js" with { type: "text" };
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { connect } from "../../src/client/mod.ts";
import { textEntries } from "../console/text_entries.ts";
import { launchBrowser, openConsole, scrollsSideways } from "../harness/browser.ts";
import { readModules } from "../harness/modules.ts";
import { startProgram } from "../harness/started_program.ts";
import { IS_LONG, SHOTS } from "./options.ts";

/** Manner in which a view is shown. */
interface Look {
  readonly language: "en" | "ko";
  readonly theme: "light" | "dark";
  readonly width: number;
}

const LANGUAGES = ["en", "ko"] as const;
const THEMES = ["light", "dark"] as const;
const WIDTHS = [1_280, 390, 320];

/** Looks of every view: all with `--long`, else two that differ in everything. */
const LOOKS: readonly Look[] = IS_LONG
  ? LANGUAGES.flatMap((language) =>
    THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width })))
  )
  : [
    { language: "en", theme: "light", width: 1_280 },
    { language: "ko", theme: "dark", width: 320 },
  ];

/** Texts of the page in English, without those that are names too. */
const english = new Set(
  textEntries(await readModules("src/console")).map(({ en }) => en)
    .filter((source) => /^"[^"]*\p{L}{3}[^"]*"$/u.test(source))
    .map((source) => source.slice(1, -1)),
);

/** Runs an operation of the demo hosts. Returns its id. */
async function someOperation(url: string): Promise<string> {
  const client = await connect(url, { name: "kim" });
  try {
    await client.command("mdwap1p", "ls -la").done();
    const { items } = await client.get("/api/v1/operations", { limit: 1 });
    return items[0]?.operation_id ?? "";
  } finally {
    await client.close();
  }
}

/** Returns the findings of axe-core, each in a line. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate<string[]>(`axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => [id, html.slice(0, 200), failureSummary].join(" "))))`);
}

/** Returns texts of the page that are in the wrong language. */
async function foreignTexts(page: Page, language: Look["language"]): Promise<string[]> {
  const texts = await page.evaluate<string[]>(`(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode;
      if (!parentElement.closest("noscript, .xterm, [lang]:not(html)")) texts.push(data.trim());
    }
    return texts;
  })()`);
  return texts.filter((text) =>
    language === "ko" ? english.has(text) : /\p{Script=Hangul}/u.test(text)
  );
}

Deno.test("console: every view is accessible, fits, and speaks one language", async () => {
  await using service = await startProgram();
  await using browser = await launchBrowser();
  const id = await someOperation(service.url);
  const routes = {
    servers: "#/servers",
    terminals: "#/terminals/new?server=mdwap1p",
    command: "#/command?server=mdwap1p",
    workflow: "#/workflow",
    edit: "#/workflow/stub_data_transfer",
    history: "#/history",
    operation: `#/operations/${id}`,
  };
  const wrong: string[] = [];
  for (const look of LOOKS) {
    for (const [name, route] of Object.entries(routes)) {
      const where = [name, ...Object.values(look)].join("-");
      await using opened = await openConsole(browser, { url: service.url, route, ...look });
      const { page, faults } = opened;
      await page.locator("h1").first().waitFor();
      await page.waitForLoadState("networkidle");
      const found = [
        ...await findings(page),
        ...await foreignTexts(page, look.language),
        ...faults,
        ...(await scrollsSideways(page) ? ["scrolls sideways"] : []),
      ];
      wrong.push(...found.map((finding) => `${where}: ${finding}`));
      if (SHOTS !== undefined) {
        await page.screenshot({ path: `${SHOTS}/${where}.png`, fullPage: true });
      }
    }
  }
  assertEquals(wrong, []);
});
