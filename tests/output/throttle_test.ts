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
import { Pause } from "../../src/output/pause.ts";
import { Concat, throttle } from "../../src/output/throttle.ts";
import { CHARS_IN_A_TURN, TURNS_BETWEEN } from "../../src/output/turns.ts";
import { collect, Pipe, streamOf, timer } from "./collect.ts";

/** So long that a test which waits for it has failed. */
const NEVER_MS = 1e9;

Deno.test("throttle: the first piece leaves at once, what follows is gathered until the interval is over", async () => {
  const pipe = new Pipe<string>();
  const frames = throttle(pipe, { pause: new Pause(30), gather: new Concat() });
  pipe.push("first");
  assertEquals(await frames.next(), { done: false, value: "first" });
  const sentMs = performance.now();
  pipe.push("a", "b", "c");
  assertEquals(await frames.next(), { done: false, value: "abc" });
  assertGreaterOrEqual(performance.now() - sentMs, 28);
  await frames.return();
});

Deno.test("throttle: after a pause a piece leaves at once again", async () => {
  const pipe = new Pipe<string>();
  const frames = throttle(pipe, { pause: new Pause(10), gather: new Concat() });
  pipe.push("first");
  await frames.next();
  await timer(15);
  const second = frames.next();
  pipe.push("second");
  const nextTurn = timer(0);
  assertEquals(await Promise.race([second, nextTurn]), { done: false, value: "second" });
  await nextTurn;
  await frames.return();
});

Deno.test("throttle: an interval of 0 gathers nothing", async () => {
  const frames = throttle(streamOf(["a", "b"]), { pause: new Pause(0), gather: new Concat() });
  assertEquals(await collect(frames), ["a", "b"]);
});

Deno.test("throttle: at the end the rest leaves at once", async () => {
  const frames = throttle(streamOf(["a", "b", "c"]), {
    pause: new Pause(NEVER_MS),
    gather: new Concat(),
  });
  assertEquals(await collect(frames), ["a", "bc"]);
});

Deno.test("throttle: a frame leaves early when enough is gathered", async () => {
  const pieces = ["first", "123456", "7890", "abc", "defghijk", "x"];
  const frames = throttle(streamOf(pieces), {
    pause: new Pause(NEVER_MS),
    gather: new Concat(),
    maxGathered: 10,
  });
  assertEquals(await collect(frames), ["first", "1234567890", "abcdefghijk", "x"]);
});

Deno.test("throttle: frames leave in time from a source that is never idle", async () => {
  async function* flood(): AsyncGenerator<string> {
    for (;;) yield "x";
  }
  let frameCount = 0;
  for await (const _ of throttle(flood(), { pause: new Pause(5), gather: new Concat() })) {
    if (++frameCount === 4) break;
  }
  assertEquals(frameCount, 4);
});

Deno.test("throttle: is at most one piece ahead of a slow reader", async () => {
  const pipe = new Pipe<string>();
  pipe.push(...Array<string>(100).fill("x"));
  let frameCount = 0;
  for await (const _ of throttle(pipe, { pause: new Pause(0), gather: new Concat() })) {
    await timer(0);
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
        await timer(1);
        open--;
        return { value: "x", done: false };
      },
    }),
  };
  let frameCount = 0;
  for await (const _ of throttle(source, { pause: new Pause(3), gather: new Concat() })) {
    if (++frameCount === 5) break;
  }
  await timer(2); // The last pull ends, too.
});

Deno.test("throttle: what was gathered is given before the source's error is thrown", async () => {
  const pipe = new Pipe<string>();
  pipe.push("first", "last");
  pipe.end(new Error("lost"));
  const frames = throttle(pipe, { pause: new Pause(NEVER_MS), gather: new Concat() });
  assertEquals((await frames.next()).value, "first");
  assertEquals((await frames.next()).value, "last");
  await assertRejects(() => frames.next(), Error, "lost");
});

Deno.test("throttle: lets go of its source without waiting for a pull, whose failure is nobody's", async () => {
  const pipe = new Pipe<string>();
  const frames = throttle(pipe, { pause: new Pause(1), gather: new Concat() });
  pipe.push("a", "b");
  await frames.next();
  await frames.next();
  assertEquals(pipe.pulled, 3); // The third is unanswered.
  await frames.return();
  assert(pipe.isReleased);
  pipe.end(new Error("closed"));
  await timer(0);
});

Deno.test("throttle: a gather that gives nothing yet makes no frame, and its rest is the last", async () => {
  const gather = new CollapseReturns({ cols: () => 80 });
  const frames = throttle(streamOf(["\x1b[3", "1", "mred\x1b["]), { pause: new Pause(0), gather });
  assertEquals(await collect(frames), ["\x1b[31mred", "\x1b["]);
});

Deno.test("Concat: gives what was pushed, once", () => {
  const gather = new Concat();
  gather.push("a\r");
  gather.push("b");
  assertEquals([gather.size, gather.take(), gather.size, gather.end()], [3, "a\rb", 0, ""]);
});

Deno.test("throttle: with naps it leaves the source alone after little, for as long as the pause lasts", async () => {
  let pulls = 0;
  const source = async function* () {
    for (;; pulls++) yield "a";
  };
  const pause = new Pause(30);
  const frames = throttle(source(), { pause, gather: new Concat(), naps: true });
  await frames.next();
  const startedMs = performance.now();
  assertEquals(await frames.next(), { value: "a", done: false });
  assert(performance.now() - startedMs > 20);
  assertEquals(pulls, 1);
  await frames.return();
});

Deno.test("throttle: with naps it reads on after much", async () => {
  const much = "x".repeat(20_000);
  const source = async function* () {
    for (;;) yield much;
  };
  const pause = new Pause(NEVER_MS);
  const frames = throttle(source(), { pause, gather: new Concat(), naps: true });
  assertEquals((await frames.next()).value?.length, 20_000);
  assertEquals((await frames.next()).value?.length, 80_000);
  await frames.return();
});

Deno.test("Pause.end: what comes leaves at once; Pause.wake: the end of the source is seen", async () => {
  const pipe = new Pipe<string>();
  const pause = new Pause(NEVER_MS);
  const frames = throttle(pipe, { pause, gather: new Concat(), naps: true });
  pipe.push("a");
  await frames.next();
  const second = frames.next();
  pause.end();
  pipe.push("b");
  assertEquals((await second).value, "b");
  const third = frames.next();
  pause.wake();
  pipe.push("c");
  pipe.end();
  assertEquals((await third).value, "c");
  assertEquals((await frames.next()).done, true);
});

/** Collapses returns and records the turn of the event loop in which each character was pushed. */
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

Deno.test("throttle: lets the event loop turn during a flood between returns, however it is cut", async () => {
  const flood = "\r1\r2\r3\r한".repeat(40_000);
  for (const pieceLength of [300, 65_536, flood.length]) {
    const pieces = Array.from(
      { length: Math.ceil(flood.length / pieceLength) },
      (_, index) => flood.slice(index * pieceLength, (index + 1) * pieceLength),
    );
    const gather = new TurnsOfPushes();
    const frames = throttle(streamOf(pieces), { pause: new Pause(NEVER_MS), gather });
    assert((await collect(frames)).join("").endsWith("\r한"));
    const lengths = [...gather.lengths.values()];
    assertLessOrEqual(Math.max(...lengths), CHARS_IN_A_TURN);
    assertEquals(lengths.reduce((sum, length) => sum + length), flood.length);
    const turns = [...gather.lengths.keys()];
    for (const [index, turn] of turns.slice(1).entries()) {
      assertGreaterOrEqual(turn - (turns[index] ?? 0), TURNS_BETWEEN);
    }
  }
});

Deno.test("throttle: a source that cannot be let go of is nobody's failure", async () => {
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ value: "a", done: false }),
      return: () => Promise.reject(new Error("cannot be closed")),
    }),
  };
  const frames = throttle(source, { pause: new Pause(NEVER_MS), gather: new Concat() });
  await frames.next();
  await frames.return();
  await timer(0); // A rejection that nobody handles would fail the test here.
});

Deno.test("throttle: a source without return is left alone", async () => {
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ value: "a", done: false }) }),
  };
  const frames = throttle(source, { pause: new Pause(NEVER_MS), gather: new Concat() });
  await frames.next();
  await frames.return();
});

Deno.test("throttle: without naps a source is read during the pause", async () => {
  let pulls = 0;
  const source = async function* () {
    for (;; pulls++) yield "a";
  };
  const pause = new Pause(30);
  const frames = throttle(source(), { pause, gather: new Concat() });
  await frames.next();
  await frames.next();
  assertGreater(pulls, 1);
  await frames.return();
});

Deno.test("throttle: a frame leaves at 65,536 characters by default", async () => {
  const pieces = ["first", "x".repeat(65_535), "y", "z"];
  const frames = throttle(streamOf(pieces), {
    pause: new Pause(NEVER_MS),
    gather: new Concat(),
  });
  assertEquals((await collect(frames)).map(({ length }) => length), [5, 65_536, 1]);
});

Deno.test("throttle: with naps it never leaves a source alone after a piece of 16 Ki characters", async () => {
  const pulled = async (length: number) => {
    const pipe = new Pipe<string>();
    const pause = new Pause(NEVER_MS);
    const frames = throttle(pipe, { pause, gather: new Concat(), naps: true });
    pipe.push("x".repeat(length), "y");
    await frames.next();
    const next = frames.next();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    const { pulled } = pipe;
    pipe.end();
    pause.end();
    await next;
    await frames.return();
    return pulled;
  };
  assertEquals(await pulled(16_383), 1);
  assertGreater(await pulled(16_384), 1);
});
