import { assertEquals } from "@std/assert";
import { foldPen, PEN_CHANGE } from "../../src/output/fold_pen.ts";
import { Random, seeds } from "./random.ts";
import { Screen } from "./screen.ts";

const sgr = (...colours: readonly string[]) => colours.map((colour) => `\x1b[${colour}m`);

Deno.test("foldPen: a reset voids all colours before it, and nothing else", () => {
  assertEquals(foldPen(sgr("31", "1", "0", "4")), sgr("0", "4"));
  assertEquals(foldPen(sgr("31", "", "4")), sgr("", "4"));
  assertEquals(foldPen(sgr("31", ";32")), sgr(";32"));
  assertEquals(foldPen(["\x1b(0", "\x1b[31m", "\x1b[?25l", "\x1b[m"]), [
    "\x1b(0",
    "\x1b[?25l",
    "\x1b[m",
  ]);
});

Deno.test("foldPen: of colours of one kind the last counts", () => {
  assertEquals(foldPen(sgr("31", "38;5;7", "97", "38;2;1;2;255", "39")), sgr("39"));
  assertEquals(foldPen(sgr("41", "31", "48;5;7", "107")), sgr("31", "107"));
  assertEquals(foldPen(["\x1b(0", "\x1b(B", "\x1b[?25l", "\x1b[?25h"]), ["\x1b(B", "\x1b[?25h"]);
  assertEquals(foldPen(sgr("1", "31", "1", "4")), sgr("31", "1", "4"));
});

Deno.test("foldPen: what may mean several things stands for itself", () => {
  const kept = sgr("31", "38;5;256", "1;32", "38:5:3", "0:3");
  assertEquals(foldPen(kept), kept);
});

Deno.test("foldPen: a terminal's pen is the same after it (property)", async () => {
  const changes = sgr(
    ..."0 1 22 2 3 23 4 24 4:3 4:0 5 25 7 27 8 9 29 53 31 39 91 38;5;9 38;2;1;2;3 1;31 0;32 42 49 101 48;5;3 48;2;7;8;9"
      .split(" "),
    "",
  ).concat("\x1b(0", "\x1b(B");
  using screen = new Screen({ cols: 4, rows: 2 });
  for (const seed of seeds(100)) {
    const random = new Random(seed);
    const some = Array.from({ length: random.below(12) }, () => random.of(changes));
    const [whole, folded] = [some, foldPen(some)].map((all) => `${all.join("")}q\x1b[K`);
    assertEquals(
      await screen.show(folded ?? ""),
      await screen.show(whole ?? ""),
      `seed ${seed}: ${JSON.stringify(some)}`,
    );
  }
});

Deno.test("foldPen: character set, cursor and colours are apart from each other", () => {
  const all = ["\x1b(0", "\x1b[?25l", "\x1b[31m", "\x1b[41m", "\x1b[1m"];
  assertEquals(foldPen(all), all);
  assertEquals(foldPen(["\x1b[31m"]), ["\x1b[31m"]);
  assertEquals(foldPen([]), []);
});

Deno.test("PEN_CHANGE: matches SGR, G0 and the cursor, and nothing else", () => {
  const isChange = (text: string) => PEN_CHANGE.exec(text)?.[0] === text;
  for (const text of ["[m", "[1;4:3m", "(0", "(A", "(B", "[?25h", "[?25l"]) {
    assertEquals(isChange(`\x1b${text}`), true, text);
  }
  for (const text of ["[K", "(C", ")0", "[?25m", "[?25s", "[?24h", "[?1m", "[>4m"]) {
    assertEquals(isChange(`\x1b${text}`), false, text);
  }
});
