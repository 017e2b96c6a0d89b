import { assertEquals } from "@std/assert";
import { Journal } from "../../src/console/views/terminals/journal.ts";

const output = (seq: number, data = "") => ({ type: "output", seq, data }) as const;
const gap = { type: "gap", bytes: 5 } as const;

Deno.test("journal: accepts what a resume repeats only once", () => {
  const journal = new Journal();
  const events = [output(1), gap, output(2), gap, gap];
  assertEquals(events.map((event) => journal.accepts(event)), [true, true, true, true, true]);
  const again = new Journal(journal.recorded);
  assertEquals([...events, gap].map((event) => again.accepts(event)), [
    ...[false, false, false, false, false],
    true,
  ]);
  const later = new Journal(journal.recorded);
  assertEquals([gap, gap, output(3), gap].map((event) => later.accepts(event)), [
    ...[false, false],
    ...[true, true],
  ]);
});

Deno.test("journal: another operation begins at its first output", () => {
  const journal = new Journal({ seq: 7, unnumbered: 1 });
  journal.restart();
  assertEquals([gap, output(1)].map((event) => journal.accepts(event)), [true, true]);
});

Deno.test("journal: a screen replaces the text before it, not an unfinished sequence", () => {
  const journal = new Journal();
  journal.add("one\x1b[3");
  const { position } = journal;
  journal.add("1mtwo");
  journal.replace(position, { screen: "S", cols: 100, rows: 30 });
  const { screen, log, cols, rows } = journal.recorded;
  assertEquals([screen, log, cols, rows], ["S", "\x1b[31mtwo", 100, 30]);
  journal.replace(journal.position, { screen: "T", cols: 100, rows: 30 });
  assertEquals([journal.recorded.screen, journal.recorded.log], ["T", ""]);
});
