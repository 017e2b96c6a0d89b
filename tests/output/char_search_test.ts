import { assertEquals } from "@std/assert";
import { CharSearch } from "../../src/output/char_search.ts";

Deno.test("CharSearch.next: returns the index of the next match, or the length", () => {
  const bareReturn = new CharSearch(/\r(?!\n)/);
  const text = "a\r\nb\rc\r";
  assertEquals([0, 4, 5, 6, 7].map((from) => bareReturn.next(text, from)), [4, 4, 6, 6, 7]);
  assertEquals(bareReturn.next("", 0), 0);
});
