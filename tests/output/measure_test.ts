import { assertEquals } from "@std/assert";
import { measure } from "../../src/output/measure.ts";

Deno.test("measure: the width is that of the painted columns, not the cursor's column", () => {
  assertEquals(measure("", 10), { width: 0, unwraps: false, attributes: [] });
  assertEquals(measure("abc", 10)?.width, 3);
  assertEquals(measure("한글 ok", 10)?.width, 7);
  assertEquals(measure("abcd\b\b\bx", 10)?.width, 4);
  assertEquals(measure("한글漢字か", 10)?.width, Infinity);
});

Deno.test("measure: an erasure covers the row, and unwraps the row from column 0", () => {
  assertEquals(measure("ab\x1b[K", 10), { width: Infinity, unwraps: false, attributes: [] });
  assertEquals(measure("\x1b[0Kab", 10), { width: Infinity, unwraps: true, attributes: [] });
  assertEquals(measure("ab\x1b[2K", 10), { width: Infinity, unwraps: true, attributes: [] });
});

Deno.test("measure: lists the changes of attributes", () => {
  const attributes = ["\x1b[1;38;2;1;2;3m", "\x1b[4:3m", "\x1b(0", "\x1b[?25l", "\x1b[m"];
  assertEquals(measure(attributes.join("x"), 10), { width: 4, unwraps: false, attributes });
});

Deno.test("measure: returns undefined for text that may leave the row", () => {
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
