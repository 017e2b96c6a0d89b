import { assertEquals, assertGreater, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { EscapeParser } from "../../src/output/escape_parser.ts";

/** Returns the text and sequences in `chunks`, and the length of the unfinished sequence. */
function parse(...chunks: readonly string[]): { text: string; sequences: string[]; begun: number } {
  const sequences: string[] = [];
  const parser = new EscapeParser((sequence) => sequences.push(sequence));
  const texts = chunks.flatMap((chunk) =>
    parser.read(chunk).map(({ start, end }) => chunk.slice(start, end))
  );
  return { text: texts.join(""), sequences, begun: parser.begunLength };
}

Deno.test("EscapeParser: separates text from sequences, wherever they are cut", () => {
  const whole =
    "a\x1b[31mb\x1b[1;2Hc\x1b(Bd\x1bce\x1b]0;t\x07f\x1b]8;;x\x1b\\g\x1bPq\r#\x07\x1b\\" +
    "h\x9b4hi\x9d0;t\x9cj";
  const expected = {
    text: "abcdefghij",
    sequences: ["[31m", "[1;2H", "(B", "c", "\\", "\\", "[4h"],
    begun: 0,
  };
  assertEquals(parse(whole), expected);
  assertEquals(parse(...whole), expected);
  for (let cut = 1; cut < whole.length; cut++) {
    assertEquals(parse(whole.slice(0, cut), whole.slice(cut)), expected);
  }
});

Deno.test("EscapeParser: inside a sequence, controls are text, DEL and U+FEFF nothing", () => {
  assertEquals(parse("\x1b[3\r1\nm\x1b\b7\x1b[\x7f1m\x1b[\ufeff2m\x1b\ufeffc"), {
    text: "\r\n\b",
    sequences: ["[31m", "7", "[1m", "[2m", "c"],
    begun: 0,
  });
});

Deno.test("EscapeParser: CAN, SUB and a new sequence end a sequence", () => {
  assertEquals(parse("\x1b[3\x18a\x1b]0;\x1ab\x1bP\x1b[mc\x1b[1\x1b[2md\x1b]0;x\x9b3me"), {
    text: "abcde",
    sequences: ["[m", "[2m", "[3m"],
    begun: 0,
  });
});

Deno.test("EscapeParser.begunLength: counts the unfinished sequence, over chunks", () => {
  for (const sequence of ["\x1b", "\x1b[", "\x1b[3;", "\x1b(", "\x1b]0;t", "\x1bPabc", "\x9b1"]) {
    assertEquals(parse(`abc${sequence}`).begun, sequence.length);
    assertEquals(parse("abc", ...sequence).begun, sequence.length);
  }
});

Deno.test("EscapeParser: a sequence of any length ends", () => {
  const { sequences, text } = parse("\x1b[" + "1;".repeat(10_000), "1mtext");
  assertEquals([sequences.length, text], [1, "text"]);
});

Deno.test("EscapeParser: CAN, SUB, BEL and ST outside a sequence are text, or nothing", () => {
  assertEquals(parse("a\x18b\x1ac\x07d\x9ce"), {
    text: "a\x18b\x1ac\x07de",
    sequences: [],
    begun: 0,
  });
});

Deno.test("EscapeParser: an 8-bit control begins a string", () => {
  for (const control of "\x90\x98\x9d\x9e\x9f") {
    assertEquals(parse(`a${control}[31mq\r\x0a1\x9cb`), { text: "ab", sequences: [], begun: 0 });
    assertEquals(parse(`a${control}q1`).begun, 3);
  }
  for (const control of "\x80\x85\x8d\x91\x99") assertEquals(parse(`a${control}b`).text, "ab");
});

Deno.test("EscapeParser: ESC begins a string, and BEL ends an OSC only", () => {
  for (const letter of "PX^_") {
    assertEquals(parse(`a\x1b${letter}1\x07[31m\x1b\\b`), {
      text: "ab",
      sequences: ["\\"],
      begun: 0,
    });
  }
  assertEquals(parse("a\x1b]1\x07b").text, "ab");
});

Deno.test("EscapeParser: after an intermediate byte, an introducer is a final byte", () => {
  for (const final of "[]PX^_") {
    assertEquals(parse(`\x1b(${final}a`), { text: "a", sequences: [`(${final}`], begun: 0 });
  }
});

Deno.test("EscapeParser: knows the first and the last byte of each kind", () => {
  const sequences = [" 0", "/~", "0", "~", "[@", "[~", "[ ?@", "[0;?~"];
  for (const sequence of sequences) {
    const whole = { text: "a", sequences: [sequence], begun: 0 };
    assertEquals(parse(`\x1b${sequence}a`), whole, sequence);
    assertEquals(parse(...`\x1b${sequence}a`), whole, sequence);
  }
  assertEquals(parse("\x1b\x80a\x1b\x9fb\x9c").sequences, []);
});

Deno.test("EscapeParser: a character of no sequence after ESC ends the sequence", () => {
  assertEquals(parse("\x1b가a"), { text: "a", sequences: [], begun: 0 });
});

Deno.test("EscapeParser.read: no span is empty, and none overlaps another", () => {
  const parser = new EscapeParser();
  for (const text of ["\x1b[31m\x1b[m", "a\x1b[m\x1b[mb", "", "\x1b]0;", "\x07\rab\n"]) {
    let before = 0;
    for (const { start, end } of parser.read(text)) {
      assertGreaterOrEqual(start, before);
      assertGreater(end, start);
      before = end;
    }
    assertLessOrEqual(before, text.length);
  }
});

Deno.test("EscapeParser: gives the first 256 characters of a long sequence", () => {
  const { sequences: [sequence = ""] } = parse("\x1b[", "1".repeat(1_000), "m");
  assertEquals(sequence, `[${"1".repeat(255)}m`);
});
