import { assertEquals } from "@std/assert";
import { ATTRIBUTE_CHANGE, foldAttributes } from "../../src/output/fold_attributes.ts";
import { Random, seeds } from "./random.ts";
import { Screen } from "./screen.ts";

const sgr = (...colours: readonly string[]) => colours.map((colour) => `\x1b[${colour}m`);

Deno.test("foldAttributes: a reset makes every earlier SGR void, and nothing else", () => {
  assertEquals(foldAttributes(sgr("31", "1", "0", "4")), sgr("0", "4"));
  assertEquals(foldAttributes(sgr("31", "", "4")), sgr("", "4"));
  assertEquals(foldAttributes(sgr("31", ";32")), sgr(";32"));
  assertEquals(foldAttributes(["\x1b(0", "\x1b[31m", "\x1b[?25l", "\x1b[m"]), [
    "\x1b(0",
    "\x1b[?25l",
    "\x1b[m",
  ]);
});

Deno.test("foldAttributes: the last colour of a kind counts", () => {
  assertEquals(foldAttributes(sgr("31", "38;5;7", "97", "38;2;1;2;255", "39")), sgr("39"));
  assertEquals(foldAttributes(sgr("41", "31", "48;5;7", "107")), sgr("31", "107"));
  assertEquals(foldAttributes(["\x1b(0", "\x1b(B", "\x1b[?25l", "\x1b[?25h"]), [
    "\x1b(B",
    "\x1b[?25h",
  ]);
  assertEquals(foldAttributes(sgr("1", "31", "1", "4")), sgr("31", "1", "4"));
});

Deno.test("foldAttributes: keeps SGR that may assign several attributes", () => {
  const kept = sgr("31", "38;5;256", "1;32", "38:5:3", "0:3");
  assertEquals(foldAttributes(kept), kept);
});

Deno.test("foldAttributes: leaves a terminal with the same attributes (property)", async () => {
  const changes = sgr(
    ..."0 1 22 2 3 23 4 24 4:3 4:0 5 25 7 27 8 9 29 53 31 39 91 38;5;9 38;2;1;2;3".split(" "),
    ..."1;31 0;32 42 49 101 48;5;3 48;2;7;8;9".split(" "),
    "",
  ).concat("\x1b(0", "\x1b(B");
  using screen = new Screen({ cols: 4, rows: 2 });
  for (const seed of seeds(100)) {
    const random = new Random(seed);
    const some = Array.from({ length: random.below(12) }, () => random.of(changes));
    const [whole, folded] = [some, foldAttributes(some)].map((all) => `${all.join("")}q\x1b[K`);
    assertEquals(
      await screen.show(folded ?? ""),
      await screen.show(whole ?? ""),
      `seed ${seed}: ${JSON.stringify(some)}`,
    );
  }
});

Deno.test("foldAttributes: character set, cursor and colours are independent", () => {
  const all = ["\x1b(0", "\x1b[?25l", "\x1b[31m", "\x1b[41m", "\x1b[1m"];
  assertEquals(foldAttributes(all), all);
  assertEquals(foldAttributes(["\x1b[31m"]), ["\x1b[31m"]);
  assertEquals(foldAttributes([]), []);
});

Deno.test("ATTRIBUTE_CHANGE: matches SGR, G0 and the cursor, and nothing else", () => {
  const isChange = (text: string) => ATTRIBUTE_CHANGE.exec(text)?.[0] === text;
  for (const text of ["[m", "[1;4:3m", "(0", "(A", "(B", "[?25h", "[?25l"]) {
    assertEquals(isChange(`\x1b${text}`), true, text);
  }
  for (const text of ["[K", "(C", ")0", "[?25m", "[?25s", "[?24h", "[?1m", "[>4m"]) {
    assertEquals(isChange(`\x1b${text}`), false, text);
  }
});
