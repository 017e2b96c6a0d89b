import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { KEPT_BYTES, MAX_BEHIND, Tail, type TailReader } from "../../src/domain/tail.ts";

const decoder = new TextDecoder();

/** Returns everything that a reader gets by now. */
function drain(reader: TailReader): (string | number)[] {
  const all: (string | number)[] = [];
  for (let next; (next = reader.next()) !== undefined;) all.push(next);
  return all;
}

/** Returns `count` lines, each of 10 bytes. */
function lines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, n) => `${String(from + n).padStart(8, "0")}\r\n`)
    .join("");
}

/** Returns the size of a text, or the number of bytes left out. */
function bytesOf(next: string | number): number {
  return typeof next === "number" ? next : new TextEncoder().encode(next).length;
}

Deno.test("Tail.read: gives everything once and in order, from the first output on", () => {
  const tail = new Tail();
  tail.push("one ");
  using early = tail.read();
  assertEquals(drain(early), ["one "]);
  assertEquals(early.next(), undefined);
  tail.push("two ");
  tail.push("안녕 ");
  using late = tail.read();
  assertEquals(drain(late), ["one two 안녕 "]);
  tail.push("end");
  assertEquals([drain(early), drain(late)], [["two 안녕 end"], ["end"]]);
  assertEquals(tail.bytes, 18);
});

Deno.test("Tail.read: many small pieces are one text, also for a reader in the middle", () => {
  const tail = new Tail();
  using reader = tail.read();
  let text = "";
  for (let count = 0; count < 5_000; count++) {
    tail.push(String(count % 10));
    if (count % 700 === 0) text += drain(reader).join("");
  }
  text += drain(reader).join("");
  assertEquals(text, "0123456789".repeat(500));
  assertEquals(decoder.decode(tail.kept()), text);
});

Deno.test("Tail.read: a late reader is told what it missed, and begins with a line", () => {
  const tail = new Tail();
  for (let from = 0; from < 20_000; from += 1_000) tail.push(lines(1_000, from));
  using reader = tail.read();
  const [missed = 0, ...texts] = drain(reader);
  const text = texts.join("");
  assertEquals(typeof missed, "number");
  assertEquals(bytesOf(missed) + bytesOf(text), 200_000);
  assertLessOrEqual(text.length, KEPT_BYTES);
  assertEquals(text, lines(20_000).slice(-text.length));
  assertEquals(text, lines(6_553, 20_000 - 6_553));
});

Deno.test("Tail.read: a text of one line begins with an escape sequence, or anywhere", () => {
  for (
    const [unit, start] of [["ab\x1b[31mc", "\x1b[31mc"], ["abcdefg", "fgabcdefg"]] as const
  ) {
    const tail = new Tail();
    tail.push(unit.repeat(10_000));
    using reader = tail.read();
    const [missed = 0, ...texts] = drain(reader);
    assertEquals(texts.join("").slice(0, start.length), start);
    assertEquals(bytesOf(missed) + bytesOf(texts.join("")), tail.bytes);
  }
});

Deno.test("Tail.read: a reader that falls behind is told, the others miss nothing", () => {
  const tail = new Tail();
  using slow = tail.read();
  using fast = tail.read();
  tail.push(lines(1));
  assertEquals(drain(slow), [lines(1)]);
  let text = drain(fast).join("");
  const count = 3 * MAX_BEHIND / 10;
  for (let from = 1; from < count; from += 1_000) {
    tail.push(lines(1_000, from));
    text += drain(fast).join("");
  }
  assertEquals(text.length, tail.bytes);
  assert(text === lines(text.length / 10));
  const [missed = 0, ...rest] = drain(slow);
  assertEquals(typeof missed, "number");
  assertEquals(10 + bytesOf(missed) + bytesOf(rest.join("")), tail.bytes);
  assert(text.endsWith(rest.join("")));
  tail.push("again");
  assertEquals(drain(slow), ["again"]);
});

Deno.test("Tail: single characters are kept no longer than others", () => {
  const tail = new Tail();
  using reader = tail.read();
  for (let count = 0; count < MAX_BEHIND + 2_000; count++) tail.push("x");
  const [missed = 0, ...rest] = drain(reader);
  assertEquals(typeof missed, "number");
  assertEquals(bytesOf(missed) + rest.join("").length, MAX_BEHIND + 2_000);
});

Deno.test("Tail.read: a reader that is less behind gets everything, in parts", () => {
  const tail = new Tail();
  using reader = tail.read();
  const text = "👋".repeat(MAX_BEHIND / 2 - 1);
  tail.push("x");
  tail.push(text);
  const parts = drain(reader);
  assert(parts.join("") === `x${text}`);
  for (const part of parts) {
    assertLessOrEqual(String(part).length, 65_536);
    assert(String(part).isWellFormed(), "a character is cut");
  }
});

Deno.test("Tail.kept: the last 64 KiB in UTF-8, without a cut character", () => {
  const tail = new Tail();
  assertEquals(tail.kept().length, 0);
  tail.push("a".repeat(KEPT_BYTES + 5));
  assertEquals(decoder.decode(tail.kept()), "a".repeat(KEPT_BYTES));
  for (const char of ["é", "안", "👋"]) {
    const wide = new Tail();
    wide.push(char.repeat(50_000));
    wide.push("x");
    const kept = decoder.decode(wide.kept());
    assert(kept.endsWith(`${char}x`));
    assertEquals(kept.replaceAll(char, ""), "x");
    const { length } = wide.kept();
    assert(length <= KEPT_BYTES && length > KEPT_BYTES - 4, `${length} bytes`);
  }
});

Deno.test("Tail.changed: resolves with output, a resize and the end, each time anew", async () => {
  const tail = new Tail();
  const outcome = { ending: "complete", exitCode: 0 } as const;
  for (const change of [() => tail.push("x"), () => tail.wake(), () => tail.end(outcome)]) {
    let isResolved = false;
    const { changed } = tail;
    changed.then(() => isResolved = true);
    await Promise.resolve();
    assertEquals(isResolved, false);
    change();
    await changed;
  }
  assertEquals(tail.outcome, outcome);
});

Deno.test("Tail: missing output before it is told first", () => {
  const tail = new Tail(100);
  tail.push("kept");
  using reader = tail.read();
  assertEquals(drain(reader), [100, "kept"]);
  assertEquals(tail.bytes, 104);
});
