import { assertEquals, assertGreater } from "@std/assert";
import headless from "@xterm/headless";
import { charWidth } from "../../src/output/char_width.ts";

Deno.test("charWidth: agrees with a terminal on every character that it knows", async () => {
  const known = Array.from({ length: 0x110000 }, (_, code) => code)
    .filter((code) => charWidth(code) !== undefined)
    .map((code) => String.fromCodePoint(code));
  assertGreater(known.length, 40_000);
  const terminal = new headless.Terminal({
    cols: 4,
    rows: known.length,
    allowProposedApi: true,
  });
  await new Promise<void>((done) => terminal.write(known.join("\r\n"), done));
  const { active } = terminal.buffer;
  const wrong = known.filter((char, y) => {
    const cell = active.getLine(y)?.getCell(0);
    return cell?.getChars() !== char.trim() && char.trim() !== "" ||
      cell?.getWidth() !== charWidth(char.codePointAt(0) ?? 0);
  });
  terminal.dispose();
  assertEquals(wrong, []);
});

Deno.test("charWidth: knows Korean, progress bars and spinners", () => {
  assertEquals(
    [..."한ㅋ漢カ。％"].map((char) => charWidth(char.codePointAt(0) ?? 0)),
    Array(6).fill(2),
  );
  assertEquals(
    [..."a é█━■⠋→…±Ж"].map((char) => charWidth(char.codePointAt(0) ?? 0)),
    Array(11).fill(1),
  );
});

Deno.test("charWidth: does not guess at emoji, combining marks and controls", () => {
  const chars = [
    "👍",
    "\u0301",
    "\u200b",
    "\u200d",
    "\ufe0f",
    "\u00ad",
    "\u1100",
    "\ufeff",
    "\0",
    "\t",
    "\x1b",
    "\x7f",
    "\x9b",
  ];
  for (const char of chars) assertEquals(charWidth(char.codePointAt(0) ?? 0), undefined);
});
