import { assertEquals } from "@std/assert";
import { TerminalLog } from "../../src/console/views/terminals/terminal_log.ts";

Deno.test("terminal log: returns the text after each position, before and after a drop", () => {
  const log = new TerminalLog("ab");
  for (const text of ["cd", "", "efg", "h"]) log.add(text);
  const rests = () =>
    Array.from({ length: log.length + 1 }, (_, i) => log.textFrom(log.position - i));
  const suffixes = (text: string) =>
    Array.from({ length: text.length + 1 }, (_, i) => text.slice(text.length - i));
  assertEquals(rests(), suffixes("abcdefgh"));
  log.dropBefore(3);
  assertEquals([log.text, log.length, log.position], ["defgh", 5, 8]);
  log.add("i");
  assertEquals(rests(), suffixes("defghi"));
  assertEquals(log.text, "defghi");
});
