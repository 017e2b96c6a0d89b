import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
  assertRejects,
} from "@std/assert";
import { Buffer } from "node:buffer";
import { setImmediate } from "node:timers";
import type { Gap } from "../../src/output/backlog.ts";
import { AT_ONCE, LiveView, MAX_BUFFERED, MAX_READ_AHEAD } from "../../src/output/live_view.ts";
import { collect, Pipe, sleep, streamOf } from "./collect.ts";
import { Random, seeds } from "./random.ts";
import { Screen } from "./screen.ts";
import { terminalText } from "./terminal_text.ts";

/** Time that no test waits for, in milliseconds. */
const NEVER_MS = 1e9;
const LINE = "한 줄: a line of what a program prints\r\n";

const rows = () => 24;

/** Returns at least `length` characters in lines. */
function lines(length: number): string {
  return LINE.repeat(Math.ceil(length / LINE.length));
}

/** Resolves when `pipe` is no longer read. */
async function idle(pipe: Pipe<string>): Promise<void> {
  for (let pulled = -1; pulled !== pipe.pulled;) {
    pulled = pipe.pulled;
    await turn();
    await turn();
  }
}

/** Begins a view that skips lines, and holds text back for `heldMs`. Its source goes on. */
async function skipping(heldMs: number) {
  const pipe = new Pipe<string>();
  const view = new LiveView(pipe, { rows, intervalMs: NEVER_MS, heldMs });
  const frames = view.frames();
  pipe.push(lines(100_000), lines(100_000));
  await frames.next();
  await turn();
  view.catchUp();
  return { pipe, frames };
}

/** Resolves after all work that waits for no more than a turn of the event loop. */
async function turn(): Promise<void> {
  await sleep(0);
}

Deno.test("LiveView: the first text leaves at once, however long", async () => {
  const view = new LiveView(streamOf([lines(10_000)]), { rows, intervalMs: NEVER_MS });
  const frames = view.frames();
  assertEquals(await frames.next(), { done: false, value: lines(10_000) });
  await frames.return();
});

Deno.test("LiveView: small pieces leave at once up to a limit", async () => {
  const pipe = new Pipe<string>();
  const frames = new LiveView(pipe, { rows, intervalMs: 500 }).frames();
  pipe.push("$");
  const startMs = performance.now();
  assertEquals((await frames.next()).value, "$");
  for (let i = 1; i < AT_ONCE; i++) {
    pipe.push("x");
    assertEquals((await frames.next()).value, "x");
  }
  assertLess(performance.now() - startMs, 498);
  pipe.push("y", "z".repeat(300));
  assertEquals((await frames.next()).value, `y${"z".repeat(300)}`);
  assertGreaterOrEqual(performance.now() - startMs, 498);
  await frames.return();
});

Deno.test("LiveView: waits for text after the interval has elapsed", async () => {
  const pipe = new Pipe<string>();
  const frames = new LiveView(pipe, { rows, intervalMs: 1 }).frames();
  pipe.push("first");
  await frames.next();
  const second = frames.next();
  await sleep(10);
  pipe.push("second");
  assertEquals((await second).value, "second");
  await frames.return();
});

Deno.test("LiveView: 64 Ki characters leave before the interval has elapsed", async () => {
  const pieces = ["first", "x".repeat(1_000), "y".repeat(MAX_BUFFERED), "z".repeat(400), "end"];
  const frames = new LiveView(streamOf(pieces), { rows, intervalMs: NEVER_MS }).frames();
  assertEquals((await collect(frames)).map((frame) => typeof frame === "string" && frame.length), [
    5,
    1_000 + MAX_BUFFERED,
    403,
  ]);
});

Deno.test("LiveView: a busy reader stops the source at 64 Ki characters", async () => {
  const pipe = new Pipe<string>();
  const text = lines(1_000);
  pipe.push(...Array<string>(1_000).fill(text));
  const view = new LiveView(pipe, { rows, intervalMs: 0 });
  const frames = view.frames();
  let given = 0;
  for (let i = 0; i < 5; i++) {
    const { value } = await frames.next();
    assert(typeof value === "string");
    given += value.length;
    await turn();
    const ahead = pipe.pulled * text.length - given;
    assertGreaterOrEqual(ahead, MAX_BUFFERED);
    assertLess(ahead, MAX_BUFFERED + text.length);
  }
  pipe.end();
  let rest = "";
  for await (const frame of frames) rest += frame;
  assertEquals(given + rest.length, 1_000 * text.length);
});

Deno.test("LiveView.catchUp: reads 4 Mi characters ahead, and gives a gap", async () => {
  const pipe = new Pipe<string>();
  const text = lines(16_384);
  pipe.push(...Array<string>(1_000).fill(text));
  const view = new LiveView(pipe, { rows, intervalMs: 0 });
  const frames = view.frames();
  const first = await frames.next();
  await turn();
  const before = pipe.pulled;
  view.catchUp();
  await idle(pipe);
  const overtaken = (pipe.pulled - before) * text.length;
  assertGreater(overtaken, MAX_READ_AHEAD - text.length);
  assertLess(overtaken, MAX_READ_AHEAD + MAX_BUFFERED + 2 * text.length);

  const seen = [first.value];
  for (let i = 0; i < 3; i++) seen.push((await frames.next()).value);
  await frames.return();
  const [text1, text2, gap, text3] = seen;
  assertEquals([text1, text2], [text, LINE]);
  assert(typeof gap === "object" && typeof text3 === "string");
  assertEquals(text3, LINE.repeat(48));
  const all = Buffer.byteLength(`${text1}${text2}${text3}`) + gap.bytes;
  assertEquals(all % Buffer.byteLength(text), 0);
  assertGreater(gap.bytes, 4_000_000);
});

Deno.test("LiveView.catchUp: gives the text after a flood at once", async () => {
  const pipe = new Pipe<string>();
  pipe.push(...Array<string>(200).fill(lines(16_384)), "^C\r\n$ ");
  const view = new LiveView(pipe, { rows, intervalMs: NEVER_MS });
  const frames = view.frames();
  await frames.next();
  await turn();
  view.catchUp();
  await idle(pipe);
  await frames.next();
  assertEquals(typeof (await frames.next()).value, "object");
  const last = frames.next();
  const nextTurn = turn();
  assert(await Promise.race([last, nextTurn]) !== undefined);
  await nextTurn;
  assertEquals((await last).value, `${LINE.repeat(47)}^C\r\n$ `);
  await frames.return();
});

Deno.test("LiveView.catchUp: lets the event loop turn while it reads ahead", async () => {
  const pipe = new Pipe<string>();
  pipe.push(...Array<string>(1_000).fill(lines(MAX_BUFFERED)));
  const view = new LiveView(pipe, { rows });
  const frames = view.frames();
  await frames.next();
  await turn();
  const before = pipe.pulled;
  view.catchUp();
  await new Promise<void>((resolve) => void setImmediate(resolve));
  assertLess(pipe.pulled - before, 4);
  await frames.return();
  await turn();
});

Deno.test("LiveView.catchUp: skips nothing below 64 Ki characters", async () => {
  for (const length of [0, 30_000, 60_000]) {
    const pipe = new Pipe<string>();
    const view = new LiveView(pipe, { rows, intervalMs: 0 });
    const frames = view.frames();
    pipe.push("first");
    await frames.next();
    if (length > 0) pipe.push(lines(length));
    await turn();
    view.catchUp();
    if (length === 0) pipe.push(lines(200_000));
    pipe.end();
    let rest = "";
    for await (const frame of frames) rest += frame;
    assertEquals(rest.length, lines(length || 200_000).length);
  }
});

Deno.test("LiveView.catchUp: buffers at most 4 Mi characters, however often", async () => {
  const pipe = new Pipe<string>();
  const text = `\x1b[H${"x".repeat(15_000)}`;
  pipe.push(...Array<string>(1_000).fill(text));
  const view = new LiveView(pipe, { rows });
  const frames = view.frames();
  await frames.next();
  for (let i = 0; i < 4; i++) {
    await idle(pipe);
    view.catchUp();
  }
  await idle(pipe);
  assertLessOrEqual(pipe.pulled * text.length, MAX_READ_AHEAD + 2 * text.length);
  pipe.end();
  const given = (await collect(frames)).map(String).join("").length;
  assertEquals(given, 999 * text.length);
});

Deno.test("LiveView: with a window, frames have a quarter of it", async () => {
  const frames = new LiveView(streamOf([lines(50_000)]), { rows, window: 32_768 }).frames();
  const lengths = (await collect(frames)).map((frame) => String(frame).length);
  assertEquals(lengths.slice(0, 2), [8_192, 8_192]);
});

Deno.test("LiveView.catchUp: with a window, skips when more than a frame waits", async () => {
  const pipe = new Pipe<string>();
  const view = new LiveView(pipe, { rows, intervalMs: 0, window: 32_768 });
  const frames = view.frames();
  pipe.push("first");
  await frames.next();
  pipe.push(lines(10_000));
  await turn();
  view.catchUp();
  pipe.end();
  const given = await collect(frames);
  assertEquals(given.map((frame) => typeof frame), ["string", "object", "string"]);
  assertEquals(given.at(-1), LINE.repeat(48));
});

Deno.test("LiveView.catchUp: skips lines that come together with what stays", async () => {
  const pipe = new Pipe<string>();
  const view = new LiveView(pipe, { rows, intervalMs: 0, window: 32_768 });
  const frames = view.frames();
  pipe.push("first");
  await frames.next();
  pipe.push(lines(10_000));
  await turn();
  view.catchUp();
  pipe.push(`${lines(65_000)}\x1b[?2004h$ `);
  pipe.end();
  const given = await collect(frames);
  assertLess(given.filter((frame) => typeof frame === "string").join("").length, 16_384);
});

Deno.test("LiveView.catchUp: gives nothing while it skips, up to a time or the end", async () => {
  for (const heldMs of [NEVER_MS, 1]) {
    const { pipe, frames } = await skipping(heldMs);
    let isGiven = false;
    const next = frames.next().then(({ value }) => {
      isGiven = true;
      return value;
    });
    if (heldMs === NEVER_MS) {
      for (let i = 0; i < 20; i++) await turn();
      assert(!isGiven);
      pipe.end();
    }
    assertEquals(await next, LINE);
    await frames.return();
  }
});

Deno.test("LiveView.catchUp: holds text back again after each gap", async () => {
  const heldMs = 50;
  const { pipe, frames } = await skipping(heldMs);
  const timesMs: number[] = [];
  for await (const frame of frames) {
    if (typeof frame === "string") continue;
    pipe.push(lines(100_000), lines(100_000));
    if (timesMs.push(performance.now()) === 3) break;
  }
  const [first = 0, second = 0, third = 0] = timesMs;
  assertGreaterOrEqual(Math.min(second - first, third - second), heldMs / 2);
});

Deno.test("LiveView: throws an error of the source after the buffered text", async () => {
  const pipe = new Pipe<string>();
  pipe.push("first", "x".repeat(1_000));
  pipe.end(new Error("lost"));
  const frames = new LiveView(pipe, { rows, intervalMs: NEVER_MS }).frames();
  assertEquals((await frames.next()).value, "first");
  assertEquals((await frames.next()).value, "x".repeat(1_000));
  await assertRejects(() => frames.next(), Error, "lost");
});

Deno.test("LiveView: returns its source without waiting for a pull", async () => {
  const pipe = new Pipe<string>();
  const frames = new LiveView(pipe, { rows }).frames();
  pipe.push("a");
  await frames.next();
  assertEquals(pipe.pulled, 2); // The second is unanswered.
  await frames.return();
  assert(pipe.isReleased);
  pipe.end(new Error("closed"));
  await turn();
  assertEquals(pipe.pulled, 2);
});

Deno.test("LiveView: drops an answer after the return, and pulls no more", async () => {
  const pipe = new Pipe<string>();
  const frames = new LiveView(pipe, { rows }).frames();
  pipe.push("a");
  await frames.next();
  await frames.return();
  pipe.push("late", "later");
  await turn();
  assertEquals(pipe.pulled, 2);
});

Deno.test("LiveView: reads its source for a reader, and returns it without room", async () => {
  const pipe = new Pipe<string>();
  pipe.push(...Array<string>(100).fill(lines(MAX_BUFFERED)));
  const frames = new LiveView(pipe, { rows }).frames();
  await turn();
  assertEquals(pipe.pulled, 0);
  await frames.next();
  await turn();
  const { pulled } = pipe;
  await frames.return();
  await turn();
  assertEquals([pipe.isReleased, pipe.pulled], [true, pulled]);
});

Deno.test("LiveView: a screen shows the same as after the whole text (property)", async () => {
  const size = { cols: 20, rows: 5 };
  using wholeScreen = new Screen(size);
  using givenScreen = new Screen(size);
  for (const seed of seeds(8)) {
    const random = new Random(seed);
    const long = () =>
      "0123456789\r\n한글 漢字\r\n\x1b[31mred\x1b[0m\r\n".repeat(random.below(6_000));
    const text = Array.from(
      { length: 2 + random.below(4) },
      () => random.of([long, long, () => terminalText(random)])(),
    ).join("");
    const view = new LiveView(streamOf(random.cut(text, 20)), {
      rows: () => size.rows,
      intervalMs: random.of([0, 1, NEVER_MS]),
    });
    const items: (string | Gap)[] = [];
    for await (const frame of view.frames()) {
      items.push(frame);
      if (random.chance(60)) await turn();
      if (random.chance(60)) view.catchUp();
      if (random.chance(60)) await turn();
    }
    const given = items.filter((item) => typeof item === "string").join("");
    const [whole, seen] = await Promise.all([
      wholeScreen.show(text, { scrollback: false }),
      givenScreen.show(given, { scrollback: false }),
    ]);
    assert(whole === seen, `seed ${seed}\n${whole}\n\n${seen}`);
    const skipped = items.reduce(
      (sum, item) => sum + (typeof item === "string" ? 0 : item.bytes),
      0,
    );
    const restored = Buffer.byteLength(text) - Buffer.byteLength(given);
    assertLessOrEqual(restored, skipped);
    if (!text.includes("\x1b")) assertEquals(restored, skipped);
  }
});
