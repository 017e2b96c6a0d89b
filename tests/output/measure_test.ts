import { assertEquals } from "@std/assert";
import { measure } from "../../src/output/measure.ts";

Deno.test("measure: the width is what was painted, not where the cursor ends", () => {
  assertEquals(measure("", 10), { width: 0, unwraps: false, pen: [] });
  assertEquals(measure("abc", 10)?.width, 3);
  assertEquals(measure("한글 ok", 10)?.width, 7);
  assertEquals(measure("abcd\b\b\bx", 10)?.width, 4);
  assertEquals(measure("한글漢字か", 10)?.width, Infinity);
});

Deno.test("measure: an erasure covers the row; from column 0, or of the whole row, it unwraps it", () => {
  assertEquals(measure("ab\x1b[K", 10), { width: Infinity, unwraps: false, pen: [] });
  assertEquals(measure("\x1b[0Kab", 10), { width: Infinity, unwraps: true, pen: [] });
  assertEquals(measure("ab\x1b[2K", 10), { width: Infinity, unwraps: true, pen: [] });
});

Deno.test("measure: lists the changes of the pen", () => {
  const pen = ["\x1b[1;38;2;1;2;3m", "\x1b[4:3m", "\x1b(0", "\x1b[?25l", "\x1b[m"];
  assertEquals(measure(pen.join("x"), 10), { width: 4, unwraps: false, pen });
});

Deno.test("measure: is undefined for all that may leave the row or has no sure width", () => {
  const unknown = [
    ...["\b", "abcde\b", "abcdef", "abcd한", "a\tb", "a\n", "a\v", "a\x07", "\x7f", "\x9bm"],
    ...[
      "👍",
      "e\u0301",
      "\u200b",
      "\ud83d",
      "\x1b[1K",
      "\x1b[C",
      "\x1b[?K",
      "\x1b[>4m",
      "\x1b[",
      "\x1b",
    ],
    ...["\x1b]0;t\x07", "\x1b[4h", "\x1b[?25;4h", "\x1b7", "\x1b)0"],
  ];
  for (const text of unknown) assertEquals(measure(text, 5), undefined, JSON.stringify(text));
});
