import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertStrictEquals,
} from "@std/assert";
import process from "node:process";
import { FrameTimer } from "../../src/output/frame_timer.ts";
import { sleep } from "./collect.ts";

Deno.test("FrameTimer: has elapsed at first, and an interval after the restart", async () => {
  using timer = new FrameTimer(15);
  assert(timer.hasElapsed);
  timer.restart();
  const startMs = performance.now();
  assertFalse(timer.hasElapsed);
  await timer.elapsed();
  assertGreaterOrEqual(performance.now() - startMs, 14);
  timer.restart();
  assertFalse(timer.hasElapsed);
});

Deno.test("FrameTimer.elapsed: shares one timer among all waits, and leaves none behind", () => {
  using timer = new FrameTimer(1e9);
  timer.restart();
  assertStrictEquals(timer.elapsed(), timer.elapsed());
});

Deno.test("FrameTimer.elapsed: resolves after the interval without a warning", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  using timer = new FrameTimer(1);
  timer.restart();
  await sleep(5);
  await timer.elapsed();
  process.off("warning", note);
  assertEquals(warnings, []);
});

Deno.test("FrameTimer.idle: ends with the interval, and after its own maximum", async () => {
  using timer = new FrameTimer(300);
  timer.restart();
  const startMs = performance.now();
  await timer.idle(5);
  assertFalse(timer.hasElapsed);
  await timer.idle(1e9);
  assertGreaterOrEqual(performance.now() - startMs, 299);
});

Deno.test("FrameTimer.flush: ends the idle wait and the wait for the interval", async () => {
  using timer = new FrameTimer(1e9);
  timer.restart();
  const waits = Promise.all([timer.idle(1e9), timer.elapsed()]);
  assertFalse(timer.hasElapsed);
  timer.flush();
  await waits;
  assert(timer.hasElapsed);
});

Deno.test("FrameTimer.flush: a later idle waits again after a restart", async () => {
  using timer = new FrameTimer(1e9);
  timer.restart();
  timer.flush();
  timer.restart();
  let isOver = false;
  const idle = timer.idle(1e9).then(() => isOver = true);
  await sleep(5);
  assertFalse(isOver);
  timer.stopIdling();
  await idle;
});

Deno.test("FrameTimer.stopIdling: ends the current idle wait and later ones", async () => {
  using timer = new FrameTimer(1e9);
  timer.restart();
  const idle = timer.idle(1e9);
  timer.stopIdling();
  await idle;
  await timer.idle(1e9);
  assertFalse(timer.hasElapsed);
});

Deno.test("FrameTimer.restart: begins a new interval after one has elapsed", async () => {
  using timer = new FrameTimer(20);
  timer.restart();
  await timer.elapsed();
  timer.restart();
  const startMs = performance.now();
  await timer.elapsed();
  assertGreaterOrEqual(performance.now() - startMs, 19);
});
