import {
  assert,
  assertEquals,
  assertFalse,
  assertLess,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { decode } from "../../src/output/decode.ts";
import { StopPhrase, until } from "../../src/output/until.ts";
import { collect, Pipe, sleep, streamOf } from "./collect.ts";
import { Random, seeds } from "./random.ts";

/** Returns the text that passes of `chunks`, and whether the phrase was found. */
async function run(
  chunks: Iterable<string>,
  phrase: string,
): Promise<{ text: string; found: boolean }> {
  const stop = new StopPhrase(phrase);
  const text = (await collect(until(streamOf(chunks), stop))).join("");
  return { text, found: stop.found };
}

Deno.test("until: ends with the line that holds the phrase, and drops the rest", async () => {
  const ended = { text: "a\r\nb DONE c\r\n", found: true };
  assertEquals(await run(["a\r\nb DONE c\r\nd\r\n"], "DONE"), ended);
  assertEquals(await run(["a\r\nb DO", "NE", " c\r", "\nd\r\n", "e"], "DONE"), ended);
  assertEquals(await run("a\r\nb DONE c\r\nd\r\n", "DONE"), ended);
  assertEquals(await run(["x\nx\nDONE\nx\n"], "DONE"), { text: "x\nx\nDONE\n", found: true });
});

Deno.test("until: passes everything when the phrase does not appear", async () => {
  assertEquals(await run(["DON", "", "e\r\nD", "one"], "DONE"), {
    text: "DONe\r\nDone",
    found: false,
  });
});

Deno.test("until: passes text at once and unchanged", async () => {
  const pipe = new Pipe<string>();
  const text = until(pipe, new StopPhrase("DONE"));
  for (const piece of ["D", "\x1b[3", "1mO", "\r", "\r\n"]) {
    pipe.push(piece);
    assertEquals(await text.next(), { value: piece, done: false });
  }
});

Deno.test("until: returns before a newline belong to it, others are characters", async () => {
  const lines = { text: "one\r\r\ntwo\r\n", found: true };
  assertEquals(await run(["one\r\r\ntwo\r\nthree"], "one\ntwo"), lines);
  assertEquals(await run("one\r\r\ntwo\r\nthree", "one\r\ntwo"), lines);
  assertEquals(await run(["one\r", "\x1b[m\ntwo\n"], "one\n"), {
    text: "one\r\x1b[m\n",
    found: true,
  });
  assertEquals((await run(["one\rtwo\n"], "onetwo")).found, false);
  assertEquals((await run(["one\rtwo\n"], "one\ntwo")).found, false);
});

Deno.test("until: a newline inside a string ends no line", async () => {
  const text = "DONE \x1b]0;a\nb\x07 c\n";
  assertEquals(await run([`${text}d\n`], "DONE"), { text, found: true });
  assertEquals(await run(`${text}d\n`, "DONE"), { text, found: true });
});

Deno.test("until: a line without newline counts as complete after the wait", async () => {
  const pipe = new Pipe<string>();
  const stop = new StopPhrase("login:");
  pipe.push("login:", " ");
  assertEquals(await collect(until(pipe, stop, { lineWaitMs: 10 })), ["login:", " "]);
  assert(stop.found);
  // The unanswered pull may fail: its answer is dropped.
  pipe.end(new Error("closed"));
  await sleep(0);
});

Deno.test("until: a line that grows without newline ends after the wait", async () => {
  async function* dots(): AsyncGenerator<string> {
    yield "DONE";
    for (;;) {
      await sleep(1);
      yield ".";
    }
  }
  const text = (await collect(until(dots(), new StopPhrase("DONE"), { lineWaitMs: 10 }))).join("");
  assert(/^DONE\.+$/.test(text), text);
});

Deno.test("until: a reader that is slower than the wait gets the whole line", async () => {
  const pipe = new Pipe<string>();
  pipe.push("DONE", " and", " this\n", "not this");
  const text: string[] = [];
  for await (const piece of until(pipe, new StopPhrase("DONE"), { lineWaitMs: 10 })) {
    text.push(piece);
    await sleep(20);
  }
  assertEquals(text, ["DONE", " and", " this\n"]);
});

Deno.test("until: never returns its source, and reads no more than it needs", async () => {
  const pipe = new Pipe<string>();
  pipe.push("DONE\n", "more");
  await collect(until(pipe, new StopPhrase("DONE")));
  for await (const _ of until(pipe, new StopPhrase("DONE"))) break;
  assertFalse(pipe.isReleased);
  assertEquals(pipe.pulled, 2);
});

Deno.test("until: throws an error of its source after the text before it", async () => {
  const pipe = new Pipe<string>();
  pipe.push("a");
  pipe.end(new Error("lost"));
  const text = until(pipe, new StopPhrase("DONE"));
  assertEquals((await text.next()).value, "a");
  await assertRejects(() => text.next(), Error, "lost");
});

Deno.test("StopPhrase: ignores sequences in the text, wherever they are cut", async () => {
  const hidden = [
    "\x1b[31m",
    "\x1b[1;2H",
    "\x1b]0;DON\x07",
    "\x1b]8;;x\x1b\\",
    "\x1b(B",
    "\x1b=",
    "\x1bPq#0\x1b\\",
    "\x1b_x\x1b\\",
  ];
  for (const sequence of hidden) {
    const text = `a D${sequence}O${sequence}${sequence}NE${sequence} b\n`;
    for (let cut = 0; cut <= text.length; cut++) {
      const chunks = [text.slice(0, cut), `${text.slice(cut)}c\n`];
      assertEquals(await run(chunks, "DONE"), { text, found: true }, JSON.stringify(chunks));
    }
  }
});

Deno.test("StopPhrase: ignores sequences in the phrase, which needs a character", async () => {
  assertEquals((await run(["DONE\n"], "\x1b[1mDONE\x1b[0m")).found, true);
  for (const invisible of ["", "\x1b[31m", "\x1b]0;t\x07", "\x1b[3"]) {
    assertThrows(() => new StopPhrase(invisible), RangeError);
  }
});

Deno.test("StopPhrase: finds a phrase of 1 and 1,024 characters after a false start", async () => {
  assertEquals(await run(["ab\n", "c#d\n", "e"], "#"), { text: "ab\nc#d\n", found: true });
  const long = `${"ab".repeat(511)}ac`;
  const text = `${"ab".repeat(700)}ac\n`;
  for (const chunks of [[text], [...text], [text.slice(0, 900), text.slice(900)]]) {
    assertEquals(await run(chunks, long), { text, found: true });
  }
});

Deno.test("StopPhrase: finds the phrase wherever the bytes are cut (property)", async () => {
  const line = "진행 \x1b[32m작\x1b[1;4m업\x1b[0m 완료! 👍\r\n";
  const bytes = new TextEncoder().encode(`앞 줄\r\n작업\r 완료\r\n작업 중\r\n${line}뒤 줄\r\n`);
  const found = async (chunks: readonly Uint8Array[], message: string) => {
    const stop = new StopPhrase("작업 완료");
    const text = (await collect(until(decode(streamOf(chunks)), stop))).join("");
    assertEquals([stop.found, text.endsWith(`\r\n${line}`)], [true, true], `${message}: ${text}`);
  };
  for (let cut = 0; cut <= bytes.length; cut++) {
    await found([bytes.slice(0, cut), bytes.slice(cut)], `cut ${cut}`);
  }
  for (const seed of seeds(300)) {
    const random = new Random(seed);
    await found(random.cut(bytes, random.below(random.of([5, 30, 200]))), `seed ${seed}`);
  }
});

Deno.test("until: only the wait after the phrase counts towards `lineWaitMs`", async () => {
  const pipe = new Pipe<string>();
  const text = until(pipe, new StopPhrase("DONE"), { lineWaitMs: 20 });
  const first = text.next();
  await sleep(40);
  pipe.push("DONE");
  assertEquals((await first).value, "DONE");
  pipe.push(" and the rest\n");
  assertEquals((await text.next()).value, " and the rest\n");
  assertEquals((await text.next()).done, true);
});

Deno.test("until: adds up the waits for the end of the line", async () => {
  const pipe = new Pipe<string>();
  const text = until(pipe, new StopPhrase("DONE"), { lineWaitMs: 40 });
  pipe.push("DONE");
  assertEquals((await text.next()).value, "DONE");
  let pieces = 0;
  for (; pieces < 100; pieces++) {
    const next = text.next();
    await sleep(15);
    pipe.push(".");
    if ((await next).done) break;
  }
  assertLess(pieces, 4);
});

Deno.test("until: passes no empty piece", async () => {
  assertEquals(await collect(until(streamOf(["", "a", "", "DONE\n"]), new StopPhrase("DONE"))), [
    "a",
    "DONE\n",
  ]);
});

Deno.test("StopPhrase: returns in a row count as one, in the text and in the phrase", async () => {
  assertEquals((await run(["one\r\rtwo\n"], "one\rtwo")).found, true);
  assertEquals((await run(["one\rtwo\n"], "one\r\rtwo")).found, true);
  assertEquals((await run(["one\r", "\rtwo\n"], "one\rtwo")).found, true);
});

Deno.test("StopPhrase.read: returns the index after the newline that ends the line", () => {
  const stop = new StopPhrase("a\nb");
  assertEquals([stop.read("x\na"), stop.found], [undefined, false]);
  assertEquals([stop.read("\nb c\nd\n"), stop.found], [5, true]);
  assertEquals(new StopPhrase("a\n").read("1\n2\na\nb\n"), 6);
  const open = new StopPhrase("a");
  assertEquals([open.read("xa"), open.read("b"), open.read("\x1b]0;\n\x07\n\n")], [
    undefined,
    undefined,
    7,
  ]);
});

Deno.test("StopPhrase.read: does not search again after the line that holds the phrase", () => {
  const stop = new StopPhrase("a");
  assertEquals([stop.read("a"), stop.found], [undefined, true]);
  assertEquals([stop.read("b\rc"), stop.read("\r\n\n")], [undefined, 2]);
});
