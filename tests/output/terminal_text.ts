import type { Random } from "./random.ts";

const COLOURS = "31 44 0  1;32 7 0;35 49 39 38;2;1;2;3 48;5;9 4:3 4 24 1 22 ;33 53 100 96 3;9"
  .split(" ").map((colour) => `\x1b[${colour}m`);
const ERASURES = ["\x1b[K", "\x1b[0K", "\x1b[2K"];
const ENDS = ["\r\n", "\r\n", "\n", "\r\r\n"];

/** Sequences that are less common, or that nothing may be dropped across. */
const RARE: readonly (readonly string[])[] = [
  ..."A B 3C 2D 3G 2;3H J 2J 1K P 2@ L M 2X S T 3b 2;4r r s u ?6h ?6l Z 2I g ?1049h ?1049l ?0K"
    .split(" ").map((rest) => [`\x1b[${rest}`]),
  ["\t", "\x07", "\x0e", "\x0f", "\v", "\f", "\0", "\x7f", "\x18"],
  [
    "\x1b7",
    "\x1b8",
    "\x1bM",
    "\x1bD",
    "\x1bE",
    "\x1bH",
    "\x1b(0",
    "\x1b(B",
    "\x1b)0",
    "\x1b#8",
    "\x1bc",
  ],
  ["\x1b]0;title\x07", "\x1b]8;;http://localhost\x1b\\", "\x1b]8;;\x1b\\"],
  ["\x1b[4h", "\x1b[4h", "\x1b[20;4h", "\x9b4h"],
  ["\x1b[4l", "\x1b[4l", "\x1b[!p", "\x9b4l"],
  [
    "\x1b[?7l",
    "\x1b[?7h",
    "\x1b[?25l",
    "\x1b[?25h",
    "\x1b[?45h",
    "\x1b[?45l",
    "\x1b[20h",
    "\x1b[20l",
  ],
  [
    "👍",
    "e\u0301",
    "\u0301",
    "\u200b",
    "ﾊ",
    "①",
    "\u00ad",
    "\ufeff",
    "❤\ufe0f",
    "\ud83d",
    "\udc4d",
  ],
  ["\x1b", "\x1b[", "\x1b[3", "\x1b(", "\x1b]0;x\ry", "\x1bPq\rab", "\x1b\\", "\x9c", "\x90a\rb"],
  [
    "\x1b[3\r1m",
    "\x1b[4\bh",
    "\x1b[3;\n1m",
    "\x1b[1?4h",
    "\x1b[한m",
    "\x1b[1?한\rab",
    "\x1b[\x7f4h",
  ],
];

function word(random: Random): string {
  return random.of([
    () => "abcdefghijklmnop".slice(0, random.below(9)),
    () => "한글漢字かな".slice(0, random.below(5)),
    () => random.of(["a한", "x한y", "█▏", "é", "⠋", "π", "ㅋㅋ", "한a"]),
    () => "한a한".repeat(random.below(3)),
    () => "0123456789012345".slice(0, random.below(17)),
  ])();
}

/** Returns a step of a progress display: a return, words, and perhaps colours or a line end. */
function update(random: Random): string {
  const perhaps = (percent: number, make: () => string) => random.chance(percent) ? make() : "";
  return "\r" +
    perhaps(25, () => random.of(ERASURES)) +
    perhaps(30, () => random.of(COLOURS)) +
    word(random) +
    perhaps(30, () => random.of(COLOURS)) +
    perhaps(40, () => word(random)) +
    perhaps(15, () => "\b".repeat(1 + random.below(3))) +
    perhaps(10, () => word(random)) +
    perhaps(15, () => random.of(ERASURES)) +
    perhaps(20, () => random.of(["\x1b[0m", "\x1b[m", "\x1b(B\x1b[m", "\x1b[39m"])) +
    perhaps(5, () => random.of([...ENDS, "\t", "\x1b[?25l", "\x1b(0"]));
}

/** Returns one part of a progress display. */
function part(random: Random): string {
  return random.of([
    () => word(random),
    () => word(random),
    () => "\r",
    () => "\r",
    () => random.of(COLOURS),
    () => "\b".repeat(1 + random.below(3)),
    () => random.of(ERASURES),
    () => random.of(ENDS),
  ])();
}

/** Returns terminal output, mostly text that can be collapsed, or nearly can. */
export function terminalText(random: Random): string {
  const common = random.of([update, part]);
  const rarePercent = random.of([0, 0, 0, 12, 40]);
  return Array.from(
    { length: 5 + random.below(50) },
    () => random.chance(rarePercent) ? random.of(random.of(RARE)) : common(random),
  ).join("");
}
