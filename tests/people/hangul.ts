import { assertEquals } from "@std/assert";
import type { CDPSession, Page } from "playwright-core";
import { serverVariables, startApp } from "../harness/app.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { startSshd } from "../harness/sshd.ts";
import { openShell, typeInto, whenShown } from "../harness/terminal_page.ts";
import { report } from "./figure.ts";
import { IS_LONG } from "./options.ts";

/** Number of syllables of a run. */
const SYLLABLES = 300;
/** Pauses between two events of the input method, in milliseconds. */
const PAUSES = IS_LONG ? [0, 5, 30] : [0];
/** Factors by which the processor is slowed down. */
const SLOWDOWNS = IS_LONG ? [1, 4] : [1];

/** First syllable of Hangul, and the number of finals of each. */
const FIRST = 0xac00;
const FINALS = 28;

/** Syllable, as it is composed: `ㅎ`, `하`, `한`. */
interface Composed {
  readonly stages: readonly string[];
  readonly syllable: string;
}

/** Returns syllables of all initials and vowels, each second with a final consonant. */
function syllables(): Composed[] {
  const initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  return Array.from({ length: SYLLABLES }, (_, index) => {
    const initial = index % initials.length;
    const open = FIRST + (initial * 21 + index % 21) * FINALS;
    const final = index % 2 === 0 ? 0 : 1 + index % (FINALS - 1);
    const stages = [initials.charAt(initial), String.fromCharCode(open)];
    if (final > 0) stages.push(String.fromCharCode(open + final));
    return { stages, syllable: String.fromCharCode(open + final) };
  });
}

/**
 * Composes syllables as an input method does. A syllable is committed by the next one, by a space,
 * or by Enter; one in ten is taken back by a stage and composed again.
 */
async function compose(session: CDPSession, pauseMs: number): Promise<string> {
  let expected = "";
  const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));
  for (const [index, { stages, syllable }] of syllables().entries()) {
    const shown = index % 10 === 3 ? [...stages, stages[0] ?? "", ...stages.slice(1)] : stages;
    for (const text of shown) {
      const at = { selectionStart: text.length, selectionEnd: text.length };
      await session.send("Input.imeSetComposition", { text, ...at });
      await pause();
    }
    const commit = session.send("Input.insertText", { text: syllable });
    expected += syllable;
    // Without a pause the next key is on its way before the commit is handled.
    if (pauseMs > 0) await commit;
    if (index % 7 === 6) {
      await Promise.all([commit, session.send("Input.insertText", { text: " " })]);
      expected += " ";
    }
    if (index % 50 === 49) {
      await Promise.all([commit, enter(session)]);
      expected += "\n";
    }
    await commit;
  }
  return expected;
}

async function enter(session: CDPSession): Promise<void> {
  const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
  await session.send("Input.dispatchKeyEvent", { type: "keyDown", ...key });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
}

/** Composes into what has the focus, while a program on the server writes its input to a file. */
async function run(
  page: Page,
  { file, pauseMs, slowdown, focus }: {
    readonly file: string;
    readonly pauseMs: number;
    readonly slowdown: number;
    readonly focus: string;
  },
): Promise<{ readonly expected: string; readonly got: string }> {
  await typeInto(page, `stty -icanon -echo icrnl; clear; echo rea''dy; cat > ${file}\n`);
  await whenShown(page, /^ready$/m);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.locator(focus).focus();
  const expected = await compose(session, pauseMs);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  if (focus === "#terminal-input") await enter(session);
  await page.locator(".xterm-helper-textarea").focus();
  await page.keyboard.type("#");
  const got = await whenWritten(file);
  await page.keyboard.press("Control+c");
  await typeInto(page, "stty sane\n");
  return { expected, got: focus === "#terminal-input" ? got.replace(/\n$/, "") : got };
}

/** Returns what a file has before the mark at its end. */
async function whenWritten(file: string): Promise<string> {
  for (let tries = 0; tries < 1_200; tries++) {
    const text = await Deno.readTextFile(file).catch(() => "");
    if (text.endsWith("#")) return text.slice(0, -1);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the mark never came: ${await Deno.readTextFile(file)}`);
}

for (
  const [place, focus] of [["terminal", ".xterm-helper-textarea"], [
    "input line",
    "#terminal-input",
  ]] as const
) {
  Deno.test(`hangul: ${SYLLABLES} syllables into the ${place}, none lost or doubled`, async () => {
    await using sshd = await startSshd();
    await using app = await startApp(serverVariables("a", sshd));
    await using browser = await launchBrowser();
    await using opened = await openConsole(browser, { url: app.url, language: "ko" });
    const { page } = opened;
    const folder = await Deno.makeTempDir();
    await Deno.chmod(folder, 0o777);
    await openShell(page, "a");
    let wrong = 0;
    for (const slowdown of SLOWDOWNS) {
      for (const pauseMs of PAUSES) {
        const file = `${folder}/${slowdown}-${pauseMs}`;
        const { expected, got } = await run(page, { file, pauseMs, slowdown, focus });
        if (got !== expected) wrong++;
        assertEquals(got, expected, `pause ${pauseMs} ms, processor ÷${slowdown}`);
      }
    }
    await Deno.remove(folder, { recursive: true });
    report(`Hangul into the ${place}, runs with a fault`, wrong, "0");
    assertEquals(opened.faults, []);
  });
}
