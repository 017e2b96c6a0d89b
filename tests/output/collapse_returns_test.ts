import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import {
  CollapseReturns,
  MAX_CARRIED,
  MAX_HELD,
  MAX_PIECE,
} from "../../src/output/collapse_returns.ts";
import { Random, seeds } from "./random.ts";
import { Screen } from "./screen.ts";
import { terminalText } from "./terminal_text.ts";

const COLS = 20;

/** Returns the text after `chunks` are pushed and nothing is taken before the end. */
function collapse(...chunks: readonly string[]): string {
  const buffer = new CollapseReturns({ cols: () => COLS });
  for (const chunk of chunks) buffer.push(chunk);
  return buffer.end();
}

Deno.test("CollapseReturns: drops what a later piece covers", () => {
  assertEquals(collapse("10%\r20%\r30%"), "10%\r30%");
  assertEquals(collapse("a\r\n\r10%\r20%\r100%\r\nb\r\n"), "a\r\n\r100%\r\nb\r\n");
  assertEquals(collapse("\r진행 1", "\r진행", " 2\r", "\n"), "\r진행 2\r\n");
  assertEquals(collapse("\r|\b/\b-\rdone"), "\rdone");
  assertEquals(collapse("\rabc\rabcde\rab\rabcd"), "\rabcde\rabcd");
});

Deno.test("CollapseReturns: keeps text that is still visible", () => {
  assertEquals(collapse("\rabcdef\rxy"), "\rabcdef\rxy");
  assertEquals(collapse("\rabc\r\x1b[5Cxyz"), "\rabc\r\x1b[5Cxyz");
  assertEquals(collapse("\rab\rabcd\x1b[1K"), "\rab\rabcd\x1b[1K");
});

Deno.test("CollapseReturns: keeps everything before text that may leave the row", () => {
  const barriers = [
    "\n",
    "\t",
    "\v",
    "\x1b[A",
    "\x1b7",
    "\x1b]0;t\x07",
    "👍",
    "e\u0301",
    "x".repeat(COLS + 1),
  ];
  for (const barrier of barriers) {
    const text = `\rabc\r${barrier}\rab`;
    assertEquals(collapse(text), text);
  }
});

Deno.test("CollapseReturns: a piece as wide as the row covers it, a wider one nothing", () => {
  assertEquals(collapse(`\rabc\x1b[K\r${"x".repeat(COLS)}`), `\r${"x".repeat(COLS)}`);
  const wrapped = `\rabc\r${"한".repeat(COLS / 2)}x`;
  assertEquals(collapse(wrapped), wrapped);
});

Deno.test("CollapseReturns: an erased row covers everything", () => {
  for (const erase of ["\x1b[K", "\x1b[0K", "\x1b[2K"]) {
    assertEquals(collapse(`\rlong text\rlonger text\r${erase}ok`), `\r${erase}ok`);
  }
});

Deno.test("CollapseReturns: keeps the attributes of dropped text, without void changes", () => {
  assertEquals(collapse("\r\x1b[31mred\rplain"), "\r\x1b[31mplain");
  assertEquals(collapse("\r\x1b[31mred\x1b[0m\rplain"), "\r\x1b[0mplain");
  assertEquals(collapse("\r\x1b[1mx\x1b[22m\r\x1b[1my\x1b[22m\rzz"), "\r\x1b[1m\x1b[22mzz");
  const rainbow = Array.from({ length: 30 }, (_, i) => `\x1b[1;38;5;${i}mx`).join("");
  assertEquals(collapse(`\r${rainbow}\rplain`), `\r${rainbow}\rplain`);
});

Deno.test("CollapseReturns: many changes of attributes stay, and are folded once", () => {
  const rainbow = Array.from({ length: MAX_CARRIED + 1 }, (_, i) => `\x1b[1;38;5;${i}mx`).join("");
  const wide = "y".repeat(MAX_CARRIED + 2);
  assertEquals(
    collapse(`\r${rainbow}\r${wide}\x1b[m\r${wide}y`),
    `\r${rainbow}\r\x1b[m${wide}y`,
  );
  const dull = "\x1b[31mx\x1b[m".repeat(MAX_CARRIED + 1);
  assertEquals(collapse(`\r${dull}\r${wide}`), `\r\x1b[m${wide}`);
});

Deno.test("CollapseReturns: equally wide pieces with different attributes stay", () => {
  const step = (n: number) => `\r\x1b[3${n}mx${n}\x1b[0m`;
  assertEquals(collapse([1, 2, 3, 4].map(step).join("")), `${step(1)}\r\x1b[0m${step(4).slice(1)}`);
});

Deno.test("CollapseReturns: line ends stay unchanged, also when cut in two", () => {
  const lines = ["one\r\ntwo\r", "\nthree\n", "\r\n"];
  assertEquals(collapse(...lines), lines.join(""));
  assertEquals(collapse("one\r\r\r\n"), "one\r\n");
  const buffer = new CollapseReturns({ cols: () => COLS });
  buffer.push("one\r");
  assertEquals(buffer.take(), "one\r");
  buffer.push("\n");
  assertEquals(buffer.take(), "\n");
});

Deno.test("CollapseReturns: drops nothing while printing shifts the row", () => {
  for (
    const [on, off] of [["\x1b[4h", "\x1b[4l"], ["\x1b[20;4h", "\x1bc"], ["\x1b[?69h", "\x1b[!p"]]
  ) {
    assertEquals(collapse(`${on}\ra\rb\rc\n`), `${on}\ra\rb\rc\n`);
    assertEquals(collapse(`${on}\ra\r${off}\rb\rc`), `${on}\ra\r${off}\rc`);
  }
});

Deno.test("CollapseReturns: the inside of a string is no text", () => {
  const text = "\x1bPq\rab\rabc\x1b\\\x1b]0;a\rb\x07\x1b_a\rb\x1b\\";
  assertEquals(collapse(text), text);
});

Deno.test("CollapseReturns: a change of width is a barrier", () => {
  let cols = 80;
  const buffer = new CollapseReturns({ cols: () => cols });
  buffer.push("\rab");
  cols = 2;
  buffer.push("\rabc\rabc");
  assertEquals(buffer.end(), "\rab\rabc\rabc");
});

Deno.test("CollapseReturns.take: keeps a piece that is cut, and collapses a new one", () => {
  const buffer = new CollapseReturns({ cols: () => COLS });
  buffer.push("\r10%\r2");
  assertEquals(buffer.take(), "\r10%\r2");
  buffer.push("0%\r30%\r40%\r");
  assertEquals(buffer.take(), "0%\r40%\r");
  buffer.push("50%\r60%\r");
  assertEquals(buffer.take(), "60%\r");
  assertEquals(buffer.take() + buffer.end(), "");
});

Deno.test("CollapseReturns.take: holds back an unfinished escape sequence", () => {
  const buffer = new CollapseReturns({ cols: () => COLS });
  buffer.push("abc\x1b[3");
  assertEquals([buffer.take(), buffer.size], ["abc", 0]);
  buffer.push("1mred\x1b]0;title");
  assertEquals([buffer.take(), buffer.take()], ["\x1b[31mred", ""]);
  assertEquals(buffer.end(), "\x1b]0;title");
});

Deno.test("CollapseReturns.take: gives a sequence and a piece that never end", () => {
  for (const endless of [`\x1b]0;${"x".repeat(5_000)}`, `\r${"\x1b[31m".repeat(5_000)}`]) {
    const buffer = new CollapseReturns({ cols: () => COLS });
    buffer.push(endless);
    assertEquals(buffer.size, endless.length);
    assertEquals(buffer.take(), endless);
  }
});

Deno.test("CollapseReturns: leaves less than 1 % of 20,000 updates of a progress display", () => {
  const around: readonly (readonly [string, string])[] = [
    ["", ""],
    ["\x1b[32m", "\x1b[0m"],
    ["\x1b[2K", ""],
    ["\x1b[38;2;1;2;3m", "\x1b[39m\x1b[K"],
    ["\x1b[1m", "\x1b(B\x1b[m"],
  ];
  for (const [before, after] of around) {
    const buffer = new CollapseReturns({ cols: () => 80 });
    let rawLength = 0;
    let givenLength = 0;
    for (let i = 1; i <= 20_000; i++) {
      const bar = "█".repeat(i / 500).padEnd(40);
      const step = `\r${before}[${bar}] 파일 ${i}${after}`;
      rawLength += step.length;
      buffer.push(step);
      assertLess(buffer.size, 16_000);
      if (i % 1_000 === 0) givenLength += buffer.take().length;
    }
    assertLess(givenLength, rawLength / 100);
  }
});

Deno.test("CollapseReturns: a terminal shows the same as for raw text (property)", async () => {
  for (const cols of [5, 8, 20]) {
    using rawScreen = new Screen({ cols, rows: 5 });
    using givenScreen = new Screen({ cols, rows: 5 });
    for (const seed of seeds(500)) {
      const random = new Random(seed * 100 + cols);
      // The tail shows whether attributes, modes and an unfinished sequence are the same, too.
      const tail = random.of(["", "x한\x1b[K\r\nx"]);
      const text = terminalText(random);
      const given = takenAtRandom(text, { random, cols });
      const [raw, seen] = await Promise.all([
        rawScreen.show(text + tail),
        givenScreen.show(given + tail),
      ]);
      const texts = `raw ${JSON.stringify(text)}\ngiven ${JSON.stringify(given)}`;
      assert(raw === seen, `seed ${seed}, ${cols} columns\n${texts}\n${raw}\n\n${seen}`);
    }
  }
});

/** Pushes `text` in pieces, and takes at random moments. */
function takenAtRandom(text: string, { random, cols }: { random: Random; cols: number }): string {
  const buffer = new CollapseReturns({ cols: () => cols });
  const takePercent = random.of([3, 20, 50]);
  let given = "";
  for (const piece of random.cut(text, random.below(random.of([2, 10, 100])))) {
    buffer.push(piece);
    if (!random.chance(takePercent)) continue;
    const { size } = buffer;
    const taken = buffer.take();
    assertLessOrEqual(taken.length, size);
    given += taken;
  }
  return given + buffer.end();
}

Deno.test("CollapseReturns: after a change of width, nothing covers text from before it", () => {
  let cols = 80;
  const buffer = new CollapseReturns({ cols: () => cols });
  buffer.push("\rab");
  cols = 40;
  buffer.push("c\rabcd");
  assertEquals(buffer.end(), "\rabc\rabcd");
});

Deno.test("CollapseReturns: keeps a limited part of a piece without end", () => {
  const steps = "ab\b\b".repeat(MAX_PIECE / 4);
  const kept = (more: string) => {
    const buffer = new CollapseReturns({ cols: () => COLS });
    buffer.push(`\r${steps}`);
    buffer.push(more);
    buffer.push("\rabc");
    return buffer.end();
  };
  assertEquals(kept(""), "\rabc");
  assertEquals(kept("a"), `\r${steps}a\rabc`);
});

Deno.test("CollapseReturns.take: holds back a limited part of a sequence", () => {
  const held = (length: number) => {
    const buffer = new CollapseReturns({ cols: () => COLS });
    const sequence = `\x1b]0;${"x".repeat(length - 4)}`;
    buffer.push(sequence);
    return [buffer.size, buffer.take().length];
  };
  assertEquals(held(MAX_HELD), [0, 0]);
  assertEquals(held(MAX_HELD + 1), [MAX_HELD + 1, MAX_HELD + 1]);
});

Deno.test("CollapseReturns.size: counts settled text, the row and the open piece", () => {
  const buffer = new CollapseReturns({ cols: () => COLS });
  const sizes = ["ab", "\r", "c", "\rdef", "\rg", "\rhi\n"].map((text) => {
    buffer.push(text);
    return buffer.size;
  });
  assertEquals(sizes, [2, 3, 4, 8, 8, 10]);
  assertEquals(buffer.take(), "ab\rdef\rhi\n");
  assertEquals(buffer.size, 0);
});
