import { assertEquals } from "@std/assert";
import { CollapseReturns } from "../../src/output/collapse_returns.ts";
import { decode } from "../../src/output/decode.ts";
import { FrameTimer } from "../../src/output/frame_timer.ts";
import { type FrameBuffer, PlainBuffer, throttle } from "../../src/output/throttle.ts";
import { StopPhrase, until } from "../../src/output/until.ts";
import { collect, sleep } from "./collect.ts";
import { Random, seeds } from "./random.ts";
import { terminalText } from "./terminal_text.ts";

const PHRASE = "작업 끝";

/** Returns plain lines among terminal text, some invalid bytes, and the phrase somewhere. */
function serverBytes(random: Random): Uint8Array {
  const utf8 = new TextEncoder();
  const pieces = Array.from({ length: 3 + random.below(20) }, () =>
    random.of([
      () => utf8.encode(`2026-11-23 정보 ${random.below(1_000)} done\r\n`),
      () => utf8.encode(`plain line ${random.below(1_000)}\n`),
      () => utf8.encode(terminalText(random).slice(0, random.below(60))),
      () => utf8.encode(`\x1b[${random.below(50)}mcolour\x1b[m\r\n`),
      () => utf8.encode("\r 10%\r 20%\r 30%\r\n"),
      () => Uint8Array.from({ length: random.below(8) }, () => random.below(256)),
    ])());
  // CAN ends an unfinished sequence, which would take in the phrase.
  if (random.chance(70)) {
    pieces.splice(random.below(pieces.length), 0, utf8.encode(`\x18\n> ${PHRASE}\r\n`));
  }
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** Gives the bytes in pieces, at once or one after another. */
async function* arriving(bytes: Uint8Array, random: Random): AsyncGenerator<Uint8Array> {
  for (const chunk of random.cut(bytes, random.below(random.of([3, 20, 100])))) {
    if (random.chance(5)) await sleep(0);
    yield chunk;
  }
}

/** Returns the text that a client gets of `bytes`. */
async function received(
  bytes: Uint8Array,
  { random, buffer }: { random: Random; buffer: FrameBuffer },
): Promise<string> {
  const text = until(decode(arriving(bytes, random)), new StopPhrase(PHRASE), {
    lineWaitMs: 1_000,
  });
  const intervalMs = random.of([0, 1, 1e9]);
  const maxLength = random.of([10, 100, 1_000_000]);
  return (await collect(throttle(text, { timer: new FrameTimer(intervalMs), buffer, maxLength })))
    .join("");
}

/** Returns the text of `bytes` up to the end of the line that holds the phrase. */
function expectedText(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const at = text.indexOf(PHRASE);
  return at < 0 ? text : text.slice(0, text.indexOf("\n", at) + 1);
}

Deno.test("decode, until, throttle: raw text arrives unchanged (property)", async () => {
  for (const seed of seeds(400)) {
    const random = new Random(seed);
    const bytes = serverBytes(random);
    const text = await received(bytes, { random, buffer: new PlainBuffer() });
    assertEquals(text, expectedText(bytes), `seed ${seed}`);
  }
});

Deno.test("decode, until, collapse, throttle: finished lines arrive (property)", async () => {
  for (const seed of seeds(400)) {
    const random = new Random(seed);
    const bytes = serverBytes(random);
    const text = await received(bytes, { random, buffer: new CollapseReturns({ cols: () => 40 }) });
    const lines = text.split(/\r*\n/);
    const expected = expectedText(bytes).split(/\r*\n/);
    assertEquals(lines.length, expected.length, `seed ${seed}`);
    for (const [index, line] of expected.entries()) {
      if (isPlain(line)) assertEquals(lines[index], line, `seed ${seed}, line ${index}`);
    }
  }
});

/** Checks that nothing in a line can overwrite text. */
function isPlain(line: string): boolean {
  return !/[\x08\r\x1b\x80-\x9f]/.test(line);
}
