import { assertEquals } from "@std/assert";
import headless from "@xterm/headless";
import { actionOf } from "../../src/console/views/terminals/key_action.ts";
import { linesOf, needsQuestion } from "../../src/console/views/terminals/pasted_lines.ts";
import { controlOf } from "../../src/console/views/terminals/touch_keys.ts";
import { turnOffAnswers } from "../../src/console/xterm/answers.ts";
import { HiddenModes } from "../../src/console/xterm/hidden_modes.ts";
import { unfinishedPart } from "../../src/console/xterm/unfinished.ts";
import { webAddressOf } from "../../src/console/xterm/web_address.ts";

/** Writes text to a terminal, and returns its answers. */
async function answersTo(text: string, prepare: (terminal: headless.Terminal) => void) {
  const terminal = new headless.Terminal({ allowProposedApi: true });
  const answers: string[] = [];
  terminal.onData((data) => answers.push(data));
  prepare(terminal);
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  terminal.dispose();
  return answers;
}

Deno.test("answers: fixed ones stay, those with a text of the program are off", async () => {
  const prepare = (terminal: headless.Terminal) => turnOffAnswers(terminal);
  assertEquals(await answersTo("\x1b[c", prepare), ["\x1b[?1;2c"]);
  assertEquals(await answersTo("ab\x1b[6n", prepare), ["\x1b[1;3R"]);
  const off = ["\x1bP$qm\x1b\\", "\x1b]11;?\x07", "\x1b]4;1;?\x07", "\x1b]52;c;?\x07", "\x1b[21t"];
  for (const text of off) assertEquals(await answersTo(text, prepare), []);
});

Deno.test("hidden modes: are what programs set, until a reset", async () => {
  let modes: HiddenModes | undefined;
  const prepare = (terminal: headless.Terminal) => modes = new HiddenModes(terminal);
  await answersTo("\x1b[?25l\x1b[?1000;1006h\x1b[2;9r\x1b[4 q", prepare);
  assertEquals(modes?.sequences, "\x1b7\x1b[2;9r\x1b8\x1b[?25l\x1b[?1006h\x1b[4 q");
  await answersTo("\x1b[?25l\x1bc", prepare);
  assertEquals(modes?.sequences, "");
});

Deno.test("unfinished: the sequence in which a text ends", () => {
  const ended = [
    "",
    "text",
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x1b]0;title\x1b\\",
    "\x1b(B",
    "\x1bc",
  ];
  for (const text of ended) assertEquals(unfinishedPart(text), "");
  const unfinished = ["\x1b", "\x1b[", "\x1b[3", "\x1b[?10", "\x1b(", "\x1b]0;ti", "\x1b]0;t\x1b"];
  for (const text of unfinished) assertEquals(unfinishedPart(`a\x1b[1mb${text}`), text);
});

Deno.test("links: only web addresses are opened", () => {
  assertEquals(webAddressOf("https://example.com/a"), "https://example.com/a");
  for (const text of ["javascript:alert(1)", "file:///etc/passwd", "//example.com", "data:,"]) {
    assertEquals(webAddressOf(text), undefined);
  }
});

Deno.test("keys: leave, search and copy are the page's, the rest the terminal's", () => {
  const key = (code: string, ...held: string[]) => ({
    code,
    ctrlKey: held.includes("ctrl"),
    altKey: held.includes("alt"),
    shiftKey: held.includes("shift"),
    metaKey: false,
  });
  const actions = (isSelected: boolean) => [
    actionOf(key("Digit0", "alt", "shift"), { isSelected }),
    actionOf(key("Digit3", "alt", "shift"), { isSelected }),
    actionOf(key("KeyF", "ctrl", "shift"), { isSelected }),
    actionOf(key("KeyF", "ctrl"), { isSelected }),
    actionOf(key("KeyC", "ctrl"), { isSelected }),
    actionOf(key("KeyV", "ctrl"), { isSelected }),
    actionOf(key("Tab"), { isSelected }),
  ];
  assertEquals(actions(false), ["leave", "browser", "search", "type", "type", "browser", "type"]);
  assertEquals(actions(true), ["leave", "browser", "search", "type", "copy", "browser", "type"]);
});

Deno.test("paste: a line end asks, and the lines are counted", () => {
  assertEquals(["ls -la", "ls\n", "a\r\nb", "a\rb"].map(needsQuestion), [false, true, true, true]);
  assertEquals(linesOf("a\r\nb\n"), ["a", "b"]);
  assertEquals(linesOf("a\n\n"), ["a", ""]);
});

Deno.test("touch keys: Ctrl and a letter make a control character", () => {
  assertEquals(["c", "D", "[", "1", "가"].map(controlOf), ["\x03", "\x04", "\x1b", "", ""]);
});
