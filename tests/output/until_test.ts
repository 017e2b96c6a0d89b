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
import { collect, Pipe, streamOf, timer } from "./collect.ts";
import { Random, seeds } from "./random.ts";

/** What comes through of `chunks`, and whether the phrase was found. */
async function run(
  chunks: Iterable<string>,
  phrase: string,
): Promise<{ text: string; found: boolean }> {
  const stop = new StopPhrase(phrase);
  const text = (await collect(until(streamOf(chunks), stop))).join("");
  return { text, found: stop.found };
}

Deno.test("until: ends with the line that the phrase is in, and drops what follows", async () => {
  const ended = { text: "a\r\nb DONE c\r\n", found: true };
  assertEquals(await run(["a\r\nb DONE c\r\nd\r\n"], "DONE"), ended);
  assertEquals(await run(["a\r\nb DO", "NE", " c\r", "\nd\r\n", "e"], "DONE"), ended);
  assertEquals(await run("a\r\nb DONE c\r\nd\r\n", "DONE"), ended);
  assertEquals(await run(["x\nx\nDONE\nx\n"], "DONE"), { text: "x\nx\nDONE\n", found: true });
});

Deno.test("until: everything comes through when the phrase does not come", async () => {
  assertEquals(await run(["DON", "", "e\r\nD", "one"], "DONE"), {
    text: "DONe\r\nDone",
    found: false,
  });
});

Deno.test("until: text passes at once and unchanged", async () => {
  const pipe = new Pipe<string>();
  const text = until(pipe, new StopPhrase("DONE"));
  for (const piece of ["D", "\x1b[3", "1mO", "\r", "\r\n"]) {
    pipe.push(piece);
    assertEquals(await text.next(), { value: piece, done: false });
  }
});

Deno.test("until: returns before a newline belong to it; a return alone parts the text", async () => {
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

Deno.test("until: a newline inside of a sequence ends no line", async () => {
  const text = "DONE \x1b]0;a\nb\x07 c\n";
  assertEquals(await run([`${text}d\n`], "DONE"), { text, found: true });
  assertEquals(await run(`${text}d\n`, "DONE"), { text, found: true });
});

Deno.test("until: a last line without newline counts as ended after the wait", async () => {
  const pipe = new Pipe<string>();
  const stop = new StopPhrase("login:");
  pipe.push("login:", " ");
  assertEquals(await collect(until(pipe, stop, { lineWaitMs: 10 })), ["login:", " "]);
  assert(stop.found);
  // The pull that is still unanswered may fail: nobody waits for it.
  pipe.end(new Error("closed"));
  await timer(0);
});

Deno.test("until: a line that goes on without newline does not go on forever", async () => {
  async function* dots(): AsyncGenerator<string> {
    yield "DONE";
    for (;;) {
      await timer(1);
      yield ".";
    }
  }
  const text = (await collect(until(dots(), new StopPhrase("DONE"), { lineWaitMs: 10 }))).join("");
  assert(/^DONE\.+$/.test(text), text);
});

Deno.test("until: a reader slower than the wait gets the whole line", async () => {
  const pipe = new Pipe<string>();
  pipe.push("DONE", " and", " this\n", "not this");
  const text: string[] = [];
  for await (const piece of until(pipe, new StopPhrase("DONE"), { lineWaitMs: 10 })) {
    text.push(piece);
    await timer(20);
  }
  assertEquals(text, ["DONE", " and", " this\n"]);
});

Deno.test("until: never lets go of its source, nor reads more of it than it needs", async () => {
  const pipe = new Pipe<string>();
  pipe.push("DONE\n", "more");
  await collect(until(pipe, new StopPhrase("DONE")));
  for await (const _ of until(pipe, new StopPhrase("DONE"))) break;
  assertFalse(pipe.isReleased);
  assertEquals(pipe.pulled, 2);
});

Deno.test("until: an error of its source is thrown after the text before it", async () => {
  const pipe = new Pipe<string>();
  pipe.push("a");
  pipe.end(new Error("lost"));
  const text = until(pipe, new StopPhrase("DONE"));
  assertEquals((await text.next()).value, "a");
  await assertRejects(() => text.next(), Error, "lost");
});

Deno.test("StopPhrase: sequences inside and around are ignored, wherever they are cut", async () => {
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

Deno.test("StopPhrase: sequences of the phrase itself do not count; it needs something else", async () => {
  assertEquals((await run(["DONE\n"], "\x1b[1mDONE\x1b[0m")).found, true);
  for (const invisible of ["", "\x1b[31m", "\x1b]0;t\x07", "\x1b[3"]) {
    assertThrows(() => new StopPhrase(invisible), RangeError);
  }
});

Deno.test("StopPhrase: a phrase of 1 and of 1,024 characters, also after a false start", async () => {
  assertEquals(await run(["ab\n", "c#d\n", "e"], "#"), { text: "ab\nc#d\n", found: true });
  const long = `${"ab".repeat(511)}ac`;
  const text = `${"ab".repeat(700)}ac\n`;
  for (const chunks of [[text], [...text], [text.slice(0, 900), text.slice(900)]]) {
    assertEquals(await run(chunks, long), { text, found: true });
  }
});

Deno.test("StopPhrase: is found wherever the bytes are cut (property)", async () => {
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

Deno.test("until: only the wait after the phrase counts towards the wait for its line's end", async () => {
  const pipe = new Pipe<string>();
  const text = until(pipe, new StopPhrase("DONE"), { lineWaitMs: 20 });
  const first = text.next();
  await timer(40);
  pipe.push("DONE");
  assertEquals((await first).value, "DONE");
  pipe.push(" and the rest\n");
  assertEquals((await text.next()).value, " and the rest\n");
  assertEquals((await text.next()).done, true);
});

Deno.test("until: the waits for the end of the line are counted together", async () => {
  const pipe = new Pipe<string>();
  const text = until(pipe, new StopPhrase("DONE"), { lineWaitMs: 40 });
  pipe.push("DONE");
  assertEquals((await text.next()).value, "DONE");
  let pieces = 0;
  for (; pieces < 100; pieces++) {
    const next = text.next();
    await timer(15);
    pipe.push(".");
    if ((await next).done) break;
  }
  assertLess(pieces, 4);
});

Deno.test("until: a piece with nothing in it is none", async () => {
  assertEquals(await collect(until(streamOf(["", "a", "", "DONE\n"]), new StopPhrase("DONE"))), [
    "a",
    "DONE\n",
  ]);
});

Deno.test("StopPhrase: returns without newline are one, in the text and in the phrase", async () => {
  assertEquals((await run(["one\r\rtwo\n"], "one\rtwo")).found, true);
  assertEquals((await run(["one\rtwo\n"], "one\r\rtwo")).found, true);
  assertEquals((await run(["one\r", "\rtwo\n"], "one\rtwo")).found, true);
});

Deno.test("StopPhrase.read: index after the newline that ends the line, counted in the piece", () => {
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

Deno.test("StopPhrase.read: what follows the phrase's line in the piece is not looked at again", () => {
  const stop = new StopPhrase("a");
  assertEquals([stop.read("a"), stop.found], [undefined, true]);
  assertEquals([stop.read("b\rc"), stop.read("\r\n\n")], [undefined, 2]);
});
