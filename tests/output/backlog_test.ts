import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { Buffer } from "node:buffer";
import { Backlog, type Gap, MAX_RESTORED } from "../../src/output/backlog.ts";
import { Random, seeds } from "./random.ts";
import { Screen } from "./screen.ts";
import { terminalText } from "./terminal_text.ts";

const ROWS = 3;

/** Returns the lines `from` to `to`, each with CR LF. */
function lines(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `줄 ${from + index}\r\n`).join("");
}

/** Takes everything that waits. */
function taken(backlog: Backlog): (string | Gap)[] {
  const items: (string | Gap)[] = [];
  for (let item; (item = backlog.shift()) !== undefined;) items.push(item);
  return items;
}

/** Returns what is left of `chunks` when each is pushed and followed by a skip. */
function skim(...chunks: readonly string[]): (string | Gap)[] {
  const backlog = new Backlog(() => ROWS);
  for (const chunk of chunks) {
    backlog.push(chunk);
    backlog.skip();
  }
  return taken(backlog);
}

Deno.test("Backlog: gives everything unchanged without a skip", () => {
  const backlog = new Backlog(() => ROWS);
  backlog.push(lines(1, 50));
  backlog.push("\x1b[3");
  assertEquals(backlog.size, lines(1, 50).length + 3);
  assertEquals(taken(backlog), [`${lines(1, 50)}\x1b[3`]);
  assertEquals([backlog.size, backlog.shift()], [0, undefined]);
});

Deno.test("Backlog.skip: leaves twice the screen and the unfinished line", () => {
  const bytes = Buffer.byteLength(lines(2, 94));
  assertEquals(skim(`${lines(1, 100)}$ `), [lines(1, 1), { bytes }, `${lines(95, 100)}$ `]);
  assertEquals(skim(lines(1, 7)).join(""), lines(1, 7));
});

Deno.test("Backlog.skip: a gap grows with the text that follows, wherever that is cut", () => {
  const bytes = Buffer.byteLength(lines(2, 94));
  const text = `${lines(1, 100)}$ `;
  for (let cut = lines(1, 1).length; cut <= text.length; cut++) {
    const given = skim(text.slice(0, cut), text.slice(cut));
    assertEquals(given, [lines(1, 1), { bytes }, `${lines(95, 100)}$ `], `${cut}`);
  }
});

Deno.test("Backlog.skip: restores the attributes of skipped text", () => {
  const coloured = (line: string) => `\x1b[1m\x1b[32m${line}\x1b[K\x1b[0m\x1b[31m\r\n`;
  const skipped = lines(2, 50).replaceAll(/줄.*/g, (line) => coloured(line).slice(0, -2));
  const given = skim(coloured("first"), `${skipped}${lines(51, 56)}`);
  assertEquals(given, [
    coloured("first"),
    { bytes: Buffer.byteLength(skipped) },
    `\x1b[0m\x1b[31m${lines(51, 56)}`,
  ]);
});

Deno.test("Backlog.skip: text with too many changes of attributes stays", () => {
  const rainbow = Array.from({ length: 300 }, (_, i) => `\x1b[1;38;5;${i}mx\r\n`).join("");
  assertEquals(skim(rainbow).join(""), rainbow);
});

Deno.test("Backlog.skip: restores a limited number of changes of attributes", () => {
  const hasGap = (changes: number) => {
    const some = Array.from({ length: changes }, (_, i) => `\x1b[1;38;5;${i}m`).join("");
    return skim(`${lines(1, 1)}${some}${lines(2, 50)}`).some((item) => typeof item === "object");
  };
  assertEquals([hasGap(MAX_RESTORED), hasGap(MAX_RESTORED + 1)], [true, false]);
});

Deno.test("Backlog.skip: skips coloured lines after another control in the same piece", () => {
  const coloured = lines(1, 60).replaceAll("줄", "\x1b[1;31m줄\x1b[0m");
  const [first, gap, last] = skim(`\x1b[2J${coloured}`);
  assertEquals(first, `\x1b[2J${coloured.slice(0, coloured.indexOf("\n") + 1)}`);
  assertEquals([typeof gap, typeof last], ["object", "string"]);
});

Deno.test("Backlog.skip: skips an empty line", () => {
  assertEquals(skim(`a\r\n\r\n${lines(1, 6)}`), ["a\r\n", { bytes: 2 }, lines(1, 6)]);
});

Deno.test("Backlog.skip: a sequence that is cut in a short piece counts as one", () => {
  const [, gap] = skim("first\r\n\x1b[1;3", `1m${lines(1, 60)}`);
  assertEquals(gap, { bytes: Buffer.byteLength(`\x1b[1;31m${lines(1, 54)}`) });
});

Deno.test("Backlog.skip: a sequence that is cut in two counts as one", () => {
  const text = lines(1, 40).replaceAll("줄", "\x1b[1;31m줄\x1b[0m");
  for (let cut = 200; cut < 260; cut++) {
    const given = skim(text.slice(0, cut), text.slice(cut));
    assertEquals(given.map((item) => typeof item), ["string", "object", "string"], `${cut}`);
    assertGreater((given[1] as Gap).bytes, 500);
  }
});

Deno.test("Backlog.skip: other controls stay, with the lines that the screen needs", () => {
  const others =
    "\x1b[2J \x1b[A \x1b7 \x1b]0;title\x07 \v \f \x0e \0 \x7f \x9b2J \x1bPq\r\n\x1b\\ \x1bM"
      .split(" ");
  for (const other of others) {
    const chunks = [lines(1, 30), other, lines(31, 60)];
    const first = Buffer.byteLength(lines(2, 24));
    assertEquals(skim(...chunks), [
      lines(1, 1),
      { bytes: first },
      `${lines(25, 30)}${other}${lines(31, 31)}`,
      { bytes: Buffer.byteLength(lines(32, 54)) },
      lines(55, 60),
    ], JSON.stringify(other));
    assertEquals(skim(chunks.join("")), [
      `${lines(1, 30)}${other}${lines(31, 31)}`,
      { bytes: Buffer.byteLength(lines(32, 54)) },
      lines(55, 60),
    ]);
  }
});

Deno.test("Backlog.skip: skips nothing while lines may not simply scroll", () => {
  for (const [on, off] of [["\x1b[?1049h", "\x1b[?1049l"], ["\x1b[1;2r", "\x1b[r"]]) {
    assertEquals(skim(`${on}${lines(1, 50)}`, lines(51, 99)), [`${on}${lines(1, 99)}`]);
    const backlog = new Backlog(() => ROWS);
    backlog.push(`${on}`);
    taken(backlog);
    backlog.push(lines(1, 50));
    backlog.skip();
    assertEquals(taken(backlog), [lines(1, 50)]);
    backlog.push(`${off}${lines(1, 50)}`);
    backlog.skip();
    assertEquals(taken(backlog).length, 3);
  }
});

Deno.test("Backlog.skip: lines that do not return to column 0 stay", () => {
  const stairs = lines(1, 50).replaceAll("\r", "");
  assertEquals(skim(stairs), [stairs]);
});

Deno.test("Backlog.skip: text inside a string is no line", () => {
  const text = `\x1b]0;${lines(1, 50)}`;
  const backlog = new Backlog(() => ROWS);
  backlog.push("\x1b]0;");
  assertEquals(taken(backlog), ["\x1b]0;"]);
  backlog.push(text.slice(4));
  backlog.skip();
  assertEquals(taken(backlog), [text.slice(4)]);
});

Deno.test("Backlog.skip: leaves less than 1 % of 4 MB of coloured lines", () => {
  const backlog = new Backlog(() => 24);
  let pushed = 0;
  while (pushed < 4_000_000) {
    const piece = lines(pushed, pushed + 1_000).replaceAll("줄", "\x1b[1;31m줄\x1b[0m").slice(
      0,
      -1,
    );
    backlog.push(`${piece}\n`);
    pushed += piece.length + 1;
    backlog.skip();
    assertLess(backlog.size, 40_000);
  }
  const given = taken(backlog);
  assertEquals(given.length, 3);
});

Deno.test("Backlog: a screen shows the same as after the whole text (property)", async () => {
  let gaps = 0;
  for (
    const { cols, rows } of [{ cols: 5, rows: 2 }, { cols: 12, rows: 4 }, { cols: 20, rows: 5 }]
  ) {
    using wholeScreen = new Screen({ cols, rows });
    using givenScreen = new Screen({ cols, rows });
    for (const seed of seeds(150)) {
      const random = new Random(seed * 100 + cols);
      const tail = random.of(["", "x한\x1b[K\r\nx"]);
      const text = Array.from({ length: 1 + random.below(8) }, () => part(random)).join("");
      const items = skippedAtRandom(text, { random, rows });
      const given = items.filter((item) => typeof item === "string").join("");
      gaps += items.filter((item) => typeof item !== "string").length;
      const [whole, seen] = await Promise.all([
        wholeScreen.show(text + tail, { scrollback: false }),
        givenScreen.show(given + tail, { scrollback: false }),
      ]);
      const texts = `whole ${JSON.stringify(text)}\ngiven ${JSON.stringify(given)}`;
      assert(whole === seen, `seed ${seed}, ${cols} x ${rows}\n${texts}\n${whole}\n\n${seen}`);
    }
  }
  assertGreater(gaps, 100);
});

/** Sequences that change how lines scroll, or move the cursor. */
const MODES = "[1;2r [2;3r [r [r [?1049h [?1049l [?6h [?6l [2;1H [9;1H".split(" ").map((s) =>
  `\x1b${s}`
);

/** Returns terminal text of any kind, or many lines that can be skipped. */
function part(random: Random): string {
  if (random.chance(30)) return terminalText(random);
  if (random.chance(20)) return random.of(MODES);
  const word = () =>
    random.of([
      "abc",
      "한글",
      "\t",
      "\b\b",
      "\x07",
      "x\r",
      "👍",
      "e\u0301",
      "\u0301",
      "0123456789",
    ]);
  const attribute = () =>
    random.of(["\x1b[31m", "\x1b[44m", "\x1b[0m", "\x1b[K", "\x1b[1;4m", "\x1b(0", "\x1b(B"]);
  const most = 1 + random.below(4);
  return Array.from(
    { length: random.below(40) },
    () =>
      Array.from({ length: random.below(most) }, random.chance(20) ? attribute : word).join("") +
      "\r\n",
  ).join("");
}

/** Pushes `text` in pieces, and skips and takes at random moments. */
function skippedAtRandom(
  text: string,
  { random, rows }: { random: Random; rows: number },
): (string | Gap)[] {
  const backlog = new Backlog(() => rows);
  const [skipPercent, takePercent] = [random.of([5, 50, 100]), random.of([0, 5, 40])];
  const items: (string | Gap | undefined)[] = [];
  for (const piece of random.cut(text, random.below(random.of([2, 10, 100])))) {
    backlog.push(piece);
    if (random.chance(skipPercent)) backlog.skip();
    if (random.chance(takePercent)) items.push(backlog.shift());
  }
  return [...items, ...taken(backlog)].filter((item) => item !== undefined);
}

Deno.test("Backlog.size, isInParts: count all text, and tell of parts and gaps", () => {
  const backlog = new Backlog(() => ROWS);
  backlog.push(`${lines(1, 100)}$ `);
  assertEquals([backlog.size, backlog.isInParts], [lines(1, 100).length + 2, false]);
  backlog.skip();
  const kept = lines(1, 1).length + lines(95, 100).length + 2;
  assertEquals([backlog.size, backlog.isInParts], [kept, true]);
  backlog.push("fresh");
  assertEquals(backlog.size, kept + 5);
  assertEquals(backlog.shift(), lines(1, 1));
  assertEquals([backlog.size, backlog.isInParts], [kept + 5 - lines(1, 1).length, true]);
  assertEquals([typeof backlog.shift(), backlog.isInParts], ["object", true]);
  assertEquals(backlog.shift(), `${lines(95, 100)}$ fresh`);
  assertEquals([backlog.size, backlog.isInParts, backlog.shift()], [0, false, undefined]);
});

Deno.test("Backlog.shift: gives at most `maxLength` characters, and skips the rest", () => {
  const backlog = new Backlog(() => ROWS);
  backlog.push(lines(1, 100));
  assertEquals(backlog.shift(3), lines(1, 1).slice(0, 3));
  assertEquals(backlog.isInParts, false);
  backlog.skip();
  assertEquals(backlog.shift(), lines(1, 1).slice(3));
  assertEquals(backlog.shift(), { bytes: Buffer.byteLength(lines(2, 94)) });
  assertEquals(backlog.shift(), lines(95, 100));
  backlog.push(lines(1, 6));
  backlog.skip();
  assertEquals(backlog.shift(), lines(1, 1));
  assertEquals(backlog.shift(4), lines(2, 6).slice(0, 4));
});

Deno.test("Backlog.skip: skips text after a line end at the very beginning", () => {
  const bytes = Buffer.byteLength(lines(1, 94));
  assertEquals(skim(`\r\n${lines(1, 100)}`), ["\r\n", { bytes }, lines(95, 100)]);
});
