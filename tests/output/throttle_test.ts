import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertRejects,
} from "@std/assert";
import { setImmediate } from "node:timers";
import { CollapseReturns } from "../../src/output/collapse_returns.ts";
import { FrameTimer } from "../../src/output/frame_timer.ts";
import { FULL_FRAME, PlainBuffer, SMALL_PIECE, throttle } from "../../src/output/throttle.ts";
import { CHARS_IN_A_TURN, TURNS_BETWEEN } from "../../src/output/turns.ts";
import { collect, Pipe, sleep, streamOf } from "./collect.ts";

/** Time that no test waits for, in milliseconds. */
const NEVER_MS = 1e9;

Deno.test("throttle: the first piece leaves at once, the next are buffered", async () => {
  const pipe = new Pipe<string>();
  const frames = throttle(pipe, { timer: new FrameTimer(300), buffer: new PlainBuffer() });
  pipe.push("first");
  assertEquals(await frames.next(), { done: false, value: "first" });
  const sentMs = performance.now();
  pipe.push("a", "b", "c");
  assertEquals(await frames.next(), { done: false, value: "abc" });
  assertGreaterOrEqual(performance.now() - sentMs, 298);
  await frames.return();
});

Deno.test("throttle: after the interval, a piece leaves at once again", async () => {
  const pipe = new Pipe<string>();
  const frames = throttle(pipe, { timer: new FrameTimer(10), buffer: new PlainBuffer() });
  pipe.push("first");
  await frames.next();
  await sleep(15);
  const second = frames.next();
  pipe.push("second");
  const nextTurn = sleep(0);
  assertEquals(await Promise.race([second, nextTurn]), { done: false, value: "second" });
  await nextTurn;
  await frames.return();
});

Deno.test("throttle: an interval of 0 buffers nothing", async () => {
  const frames = throttle(streamOf(["a", "b"]), {
    timer: new FrameTimer(0),
    buffer: new PlainBuffer(),
  });
  assertEquals(await collect(frames), ["a", "b"]);
});

Deno.test("throttle: at the end the rest leaves at once", async () => {
  const frames = throttle(streamOf(["a", "b", "c"]), {
    timer: new FrameTimer(NEVER_MS),
    buffer: new PlainBuffer(),
  });
  assertEquals(await collect(frames), ["a", "bc"]);
});

Deno.test("throttle: a frame leaves early when enough is buffered", async () => {
  const pieces = ["first", "123456", "7890", "abc", "defghijk", "x"];
  const frames = throttle(streamOf(pieces), {
    timer: new FrameTimer(NEVER_MS),
    buffer: new PlainBuffer(),
    maxLength: 10,
  });
  assertEquals(await collect(frames), ["first", "1234567890", "abcdefghijk", "x"]);
});

Deno.test("throttle: frames leave in time from a source that is never idle", async () => {
  async function* flood(): AsyncGenerator<string> {
    for (;;) yield "x";
  }
  let frameCount = 0;
  for await (
    const _ of throttle(flood(), { timer: new FrameTimer(5), buffer: new PlainBuffer() })
  ) {
    if (++frameCount === 4) break;
  }
  assertEquals(frameCount, 4);
});

Deno.test("throttle: reads at most one piece ahead of a slow reader", async () => {
  const pipe = new Pipe<string>();
  pipe.push(...Array<string>(100).fill("x"));
  let frameCount = 0;
  for await (const _ of throttle(pipe, { timer: new FrameTimer(0), buffer: new PlainBuffer() })) {
    await sleep(0);
    assertLessOrEqual(pipe.pulled, ++frameCount + 1);
    if (frameCount === 20) break;
  }
});

Deno.test("throttle: pulls one piece at a time", async () => {
  let open = 0;
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        assertEquals(++open, 1);
        await sleep(1);
        open--;
        return { value: "x", done: false };
      },
    }),
  };
  let frameCount = 0;
  for await (const _ of throttle(source, { timer: new FrameTimer(3), buffer: new PlainBuffer() })) {
    if (++frameCount === 5) break;
  }
  await sleep(2); // The last pull ends, too.
});

Deno.test("throttle: gives the buffered text before the error of the source", async () => {
  const pipe = new Pipe<string>();
  pipe.push("first", "last");
  pipe.end(new Error("lost"));
  const frames = throttle(pipe, { timer: new FrameTimer(NEVER_MS), buffer: new PlainBuffer() });
  assertEquals((await frames.next()).value, "first");
  assertEquals((await frames.next()).value, "last");
  await assertRejects(() => frames.next(), Error, "lost");
});

Deno.test("throttle: returns its source without waiting for a pull", async () => {
  const pipe = new Pipe<string>();
  const frames = throttle(pipe, { timer: new FrameTimer(1), buffer: new PlainBuffer() });
  pipe.push("a", "b");
  await frames.next();
  await frames.next();
  assertEquals(pipe.pulled, 3); // The third is unanswered.
  await frames.return();
  assert(pipe.isReleased);
  pipe.end(new Error("closed"));
  await sleep(0);
});

Deno.test("throttle: a buffer that holds text back makes no frame until the end", async () => {
  const buffer = new CollapseReturns({ cols: () => 80 });
  const frames = throttle(streamOf(["\x1b[3", "1", "mred\x1b["]), {
    timer: new FrameTimer(0),
    buffer,
  });
  assertEquals(await collect(frames), ["\x1b[31mred", "\x1b["]);
});

Deno.test("PlainBuffer: gives pushed text once", () => {
  const buffer = new PlainBuffer();
  buffer.push("a\r");
  buffer.push("b");
  assertEquals([buffer.size, buffer.take(), buffer.size, buffer.end()], [3, "a\rb", 0, ""]);
});

Deno.test("throttle: with `polls`, waits for the interval after a small piece", async () => {
  let pulls = 0;
  const source = async function* () {
    for (;; pulls++) yield "a";
  };
  const timer = new FrameTimer(30);
  const frames = throttle(source(), { timer, buffer: new PlainBuffer(), polls: true });
  await frames.next();
  const startedMs = performance.now();
  assertEquals(await frames.next(), { value: "a", done: false });
  assert(performance.now() - startedMs > 20);
  assertEquals(pulls, 1);
  await frames.return();
});

Deno.test("throttle: with `polls`, reads on after a large piece", async () => {
  const much = "x".repeat(20_000);
  const source = async function* () {
    for (;;) yield much;
  };
  const timer = new FrameTimer(NEVER_MS);
  const frames = throttle(source(), { timer, buffer: new PlainBuffer(), polls: true });
  assertEquals((await frames.next()).value?.length, 20_000);
  assertEquals((await frames.next()).value?.length, 80_000);
  await frames.return();
});

Deno.test("throttle: FrameTimer.flush sends at once, stopIdling reads on", async () => {
  const pipe = new Pipe<string>();
  const timer = new FrameTimer(NEVER_MS);
  const frames = throttle(pipe, { timer, buffer: new PlainBuffer(), polls: true });
  pipe.push("a");
  await frames.next();
  const second = frames.next();
  timer.flush();
  pipe.push("b");
  assertEquals((await second).value, "b");
  const third = frames.next();
  timer.stopIdling();
  pipe.push("c");
  pipe.end();
  assertEquals((await third).value, "c");
  assertEquals((await frames.next()).done, true);
});

/** Records the number of characters that were pushed in each turn of the event loop. */
class TurnsOfPushes extends CollapseReturns {
  readonly lengths = new Map<number, number>();
  #turn = 0;
  #isOver = false;

  constructor() {
    super({ cols: () => 80 });
    const next = () => {
      this.#turn++;
      if (!this.#isOver) setImmediate(next);
    };
    next();
  }

  override push(text: string): void {
    this.lengths.set(this.#turn, (this.lengths.get(this.#turn) ?? 0) + text.length);
    super.push(text);
  }

  override end(): string {
    this.#isOver = true;
    return super.end();
  }
}

Deno.test("throttle: lets the event loop turn during a flood, however it is cut", async () => {
  const flood = "\r1\r2\r3\r한".repeat(40_000);
  for (const pieceLength of [300, FULL_FRAME, flood.length]) {
    const pieces = Array.from(
      { length: Math.ceil(flood.length / pieceLength) },
      (_, index) => flood.slice(index * pieceLength, (index + 1) * pieceLength),
    );
    const buffer = new TurnsOfPushes();
    const frames = throttle(streamOf(pieces), { timer: new FrameTimer(NEVER_MS), buffer });
    assert((await collect(frames)).join("").endsWith("\r한"));
    const lengths = [...buffer.lengths.values()];
    assertLessOrEqual(Math.max(...lengths), CHARS_IN_A_TURN);
    assertEquals(lengths.reduce((sum, length) => sum + length), flood.length);
    const turns = [...buffer.lengths.keys()];
    for (const [index, turn] of turns.slice(1).entries()) {
      assertGreaterOrEqual(turn - (turns[index] ?? 0), TURNS_BETWEEN);
    }
  }
});

Deno.test("throttle: drops the failure to return a source", async () => {
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ value: "a", done: false }),
      return: () => Promise.reject(new Error("cannot be closed")),
    }),
  };
  const frames = throttle(source, { timer: new FrameTimer(NEVER_MS), buffer: new PlainBuffer() });
  await frames.next();
  await frames.return();
  await sleep(0); // An unhandled rejection would fail the test here.
});

Deno.test("throttle: accepts a source without `return`", async () => {
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ value: "a", done: false }) }),
  };
  const frames = throttle(source, { timer: new FrameTimer(NEVER_MS), buffer: new PlainBuffer() });
  await frames.next();
  await frames.return();
});

Deno.test("throttle: without `polls`, reads during the interval", async () => {
  let pulls = 0;
  const source = async function* () {
    for (;; pulls++) yield "a";
  };
  const timer = new FrameTimer(30);
  const frames = throttle(source(), { timer, buffer: new PlainBuffer() });
  await frames.next();
  await frames.next();
  assertGreater(pulls, 1);
  await frames.return();
});

Deno.test("throttle: a full frame leaves before the interval has elapsed", async () => {
  const pieces = ["first", "x".repeat(FULL_FRAME - 1), "y", "z"];
  const frames = throttle(streamOf(pieces), {
    timer: new FrameTimer(NEVER_MS),
    buffer: new PlainBuffer(),
  });
  assertEquals((await collect(frames)).map(({ length }) => length), [5, FULL_FRAME, 1]);
});

Deno.test("throttle: with `polls`, a piece of `SMALL_PIECE` characters is large", async () => {
  const pulled = async (length: number) => {
    const pipe = new Pipe<string>();
    const timer = new FrameTimer(NEVER_MS);
    const frames = throttle(pipe, { timer, buffer: new PlainBuffer(), polls: true });
    pipe.push("x".repeat(length), "y");
    await frames.next();
    const next = frames.next();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    const { pulled } = pipe;
    pipe.end();
    timer.flush();
    await next;
    await frames.return();
    return pulled;
  };
  assertEquals(await pulled(SMALL_PIECE - 1), 1);
  assertGreater(await pulled(SMALL_PIECE), 1);
});
