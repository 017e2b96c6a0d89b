import type { Random } from "../output/random.ts";
import { terminalText } from "../output/terminal_text.ts";
import { mutatedBytes } from "./junk.ts";

const UTF8 = new TextEncoder();
/** Characters of one, two and no columns, or of columns that terminals do not agree on. */
const WIDE = [
  "한글",
  "漢",
  "👍",
  "👨‍👩‍👧",
  "e\u0301",
  "\u200b",
  "\ufeff",
  "ｱ",
  "①",
  "\u00ad",
  "ไทย",
  "\u202e",
];
const CONTROLS = ["\r", "\r", "\n", "\r\n", "\b", "\t", "\x07", "\0", "\x7f", "\x0e", "\v", "\x18"];

/** Returns output as no program prints it: escape sequences of all kinds, and any bytes. */
export function byteSoup(random: Random): Uint8Array<ArrayBuffer> {
  const parts = Array.from({ length: 1 + random.below(40) }, () => part(random));
  const bytes = Uint8Array.from(parts.flatMap((piece) => [...piece]));
  return random.chance(30) ? mutatedBytes(bytes, random) : bytes;
}

function part(random: Random): Uint8Array {
  return random.of<() => Uint8Array>([
    () => UTF8.encode(sequence(random)),
    () => UTF8.encode(random.of(CONTROLS)),
    () => UTF8.encode(random.of(WIDE)),
    () => UTF8.encode(`${random.below(100)}%`),
    () => UTF8.encode(`\r${"x".repeat(random.below(30))}`),
    () => UTF8.encode(terminalText(random).slice(0, random.below(40))),
    () => UTF8.encode(`line ${random.below(9)}\r\n`.repeat(random.below(random.of([3, 60])))),
    () => Uint8Array.from({ length: random.below(8) }, () => random.below(256)),
  ])();
}

/** Returns a control sequence or a control string of ECMA-48, whole or cut. */
function sequence(random: Random): string {
  const numbers = Array.from(
    { length: random.below(4) },
    () => random.of(["", 0, 1, 4, 7, 25, 999]),
  );
  const body = random.of(["", "?", ">", "!"]) + numbers.join(random.of([";", ":"])) +
    random.of(["", "", "", " ", "$", "'"]);
  const final = String.fromCharCode(0x40 + random.below(0x3f));
  const whole = random.of([
    `\x1b[${body}${final}`,
    `\x1b[${body}${random.of([..."mKJHABCDhlr"])}`,
    `\x9b${body}${final}`,
    `\x1b${final}`,
    `\x1b${random.of([..." #%()*+"])}${final}`,
    `\x1b]${body}${random.of(["\x07", "\x1b\\", "\x9c", ""])}`,
    `\x1bP${body}${final}a\rb\x1b\\`,
  ]);
  return random.chance(15) ? whole.slice(0, random.below(whole.length)) : whole;
}
