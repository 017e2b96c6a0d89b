import { assertEquals } from "@std/assert";
import { editDistance } from "../../src/config/edit_distance.ts";

Deno.test("editDistance: counts insertions, deletions, replacements and swaps, either way", () => {
  const pairs: [a: string, b: string, distance: number][] = [
    ["", "", 0],
    ["", "PORT", 4],
    ["PORT", "PORT", 0],
    ["PORT", "PROT", 1],
    ["PORT", "PORTS", 1],
    ["PORT", "PRT", 1],
    ["PORT", "SORT", 1],
    ["PORT", "OPTR", 2],
    ["LOG_LEVEL", "LOGLEVLE", 2],
    ["ABC", "XYZ", 3],
  ];
  for (const [a, b, distance] of pairs) {
    assertEquals([editDistance(a, b), editDistance(b, a)], [distance, distance], `${a} ${b}`);
  }
});
