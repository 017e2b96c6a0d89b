import type { Page } from "playwright-core";
import { textEntries } from "../console/text_entries.ts";
import { type OpenConsole, scrollsSideways } from "../harness/browser.ts";
import { readModules } from "../harness/modules.ts";
import { findings } from "./axe.ts";
import { IS_LONG, SHOTS } from "./options.ts";

/** Manner in which a view is shown. */
export interface Look {
  readonly language: "en" | "ko";
  readonly theme: "light" | "dark";
  readonly width: number;
}

const LANGUAGES = ["en", "ko"] as const;
const THEMES = ["light", "dark"] as const;
const WIDTHS = [1_280, 390, 320];

/** Looks of a view: all with `--long`, else two that differ in everything. */
export const LOOKS: readonly Look[] = IS_LONG
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

/** Returns what is wrong with a page, each in a line. Takes its picture with `--shots`. */
export async function faultsOf(
  { page, faults }: OpenConsole,
  { name, look }: { readonly name: string; readonly look: Look },
): Promise<string[]> {
  const where = [name, ...Object.values(look)].join("-");
  const found = [
    ...await findings(page),
    ...await foreignTexts(page, look.language),
    ...faults,
    ...(await scrollsSideways(page) ? ["scrolls sideways"] : []),
  ];
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${where}.png`, fullPage: true });
  return found.map((finding) => `${where}: ${finding}`);
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
