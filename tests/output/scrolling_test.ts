import { assertEquals } from "@std/assert";
import { Scrolling } from "../../src/output/scrolling.ts";

/** Checks whether a terminal of 24 rows simply scrolls after `sequences`. */
function isPlain(...sequences: readonly string[]): boolean {
  const scrolling = new Scrolling(() => 24);
  for (const sequence of sequences) scrolling.track(sequence);
  return scrolling.isPlain;
}

Deno.test("Scrolling: is not plain in the alternate screen and other modes", () => {
  assertEquals(isPlain(), true);
  for (const mode of ["?47", "?1047", "?1049", "?6", "?45", "?69"]) {
    assertEquals(isPlain(`[${mode}h`), false, mode);
    assertEquals(isPlain(`[${mode}h`, `[${mode}l`), true, mode);
    assertEquals(isPlain(`[${mode}h`, "c"), true, mode);
  }
  assertEquals(isPlain("[?25l", "[4h", "[?2004h", "[31m", "7", "[2;5;9;9;1$r"), true);
});

Deno.test("Scrolling: is not plain while there may be a scroll region", () => {
  for (const region of ["[2;24r", "[1;23r", "[;10r", "[5r", "[?6r", "[1:2;24r", "[0;9;1r"]) {
    assertEquals(isPlain(region), false, region);
    for (const full of ["[r", "[;r", "[1r", "[0;0r", "[1;24r", "[;50r", "c", "[!p"]) {
      assertEquals(isPlain(region, full), true, `${region} ${full}`);
    }
  }
});

Deno.test("Scrolling: a region may belong to one screen or to both", () => {
  assertEquals(isPlain("[2;9r", "[?1049h", "[r", "[?1049l"), false);
  assertEquals(isPlain("[2;9r", "[?1049h", "[r", "[?1049l", "[r"), true);
  assertEquals(isPlain("[?1049h", "[2;9r", "[?1049l"), false);
  assertEquals(isPlain("[?1049h", "[2;9r", "[r", "[?1049l"), true);
});

Deno.test("Scrolling: a region with subparameters may be smaller than the screen", () => {
  for (const region of ["[;1:24r", "[;24:1r", "[1;:24r"]) {
    assertEquals(isPlain(region), false, region);
  }
});
