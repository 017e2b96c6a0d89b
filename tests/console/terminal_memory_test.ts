import { assertEquals } from "@std/assert";
import { Journal } from "../../src/console/views/terminals/journal.ts";
import {
  forgetTerminal,
  recallTerminal,
  TerminalMemory,
} from "../../src/console/views/terminals/terminal_memory.ts";

const NUMBER = 7;
const BESIDE = { server: "a", state: { name: "open" } } as const;
const SIZE = { cols: 100, rows: 30 };

/** Returns the keys in the memory of the tab. */
function keys(): string[] {
  return Array.from({ length: sessionStorage.length }, (_, i) => sessionStorage.key(i) ?? "");
}

/** Adds text to a journal, and stores it. */
function add(text: string, { journal, memory }: { journal: Journal; memory: TerminalMemory }) {
  journal.add(text);
  return memory.store(BESIDE, journal);
}

Deno.test("terminal memory: returns the texts of any number of parts and screens", () => {
  sessionStorage.clear();
  const at = { journal: new Journal(), memory: new TerminalMemory(NUMBER) };
  for (let i = 0; i < 300; i++) {
    if (i % 90 === 89) at.journal.replace(at.journal.position, { screen: `S${i}`, ...SIZE });
    add(`${i} `, at);
    const { screen, log } = at.journal.recorded;
    const stored = recallTerminal(NUMBER);
    assertEquals([stored?.screen, stored?.log], [screen, log]);
  }
  assertEquals(keys().length, 67);
});

Deno.test("terminal memory: another page goes on without a place that counts", () => {
  sessionStorage.clear();
  const first = { journal: new Journal(), memory: new TerminalMemory(NUMBER) };
  for (const text of ["one ", "two "]) add(text, first);
  const journal = new Journal(recallTerminal(NUMBER));
  const { setItem } = Storage.prototype;
  const taken: string[] = [];
  Storage.prototype.setItem = function (key, value) {
    taken.push(key);
    setItem.call(this, key, value);
  };
  try {
    add("three", { journal, memory: new TerminalMemory(NUMBER) });
  } finally {
    Storage.prototype.setItem = setItem;
  }
  const prefix = "pink-page.terminal.7";
  assertEquals(taken, [`${prefix}.screen.0`, `${prefix}.2`, prefix]);
  assertEquals(recallTerminal(NUMBER)?.log, "one two three");
});

Deno.test("terminal memory: without room the last state stays, and nothing beside it", () => {
  sessionStorage.clear();
  const at = { journal: new Journal(), memory: new TerminalMemory(NUMBER) };
  for (let i = 0; i < 70; i++) add(`${i} `, at);
  const before = recallTerminal(NUMBER);
  at.journal.replace(at.journal.position, { screen: "s".repeat(20_000_000), ...SIZE });
  assertEquals(add("more", at), false);
  assertEquals(recallTerminal(NUMBER), before);
  assertEquals(keys().length, 8);
  forgetTerminal(NUMBER);
  assertEquals(keys(), []);
});
