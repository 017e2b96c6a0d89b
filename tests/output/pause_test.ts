import {
  assert,
  assertEquals,
  assertFalse,
  assertGreaterOrEqual,
  assertStrictEquals,
} from "@std/assert";
import process from "node:process";
import { Pause } from "../../src/output/pause.ts";
import { timer } from "./collect.ts";

Deno.test("Pause: is over at first and when its time has passed since the restart", async () => {
  using pause = new Pause(15);
  assert(pause.isOver);
  pause.restart();
  const startMs = performance.now();
  assertFalse(pause.isOver);
  await pause.elapsed();
  assertGreaterOrEqual(performance.now() - startMs, 14);
  pause.restart();
  assertFalse(pause.isOver);
});

Deno.test("Pause.elapsed: one timer for all who wait, none left behind", () => {
  using pause = new Pause(1e9);
  pause.restart();
  assertStrictEquals(pause.elapsed(), pause.elapsed());
});

Deno.test("Pause.elapsed: resolves at once and without a warning when it is over already", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  using pause = new Pause(1);
  pause.restart();
  await timer(5);
  await pause.elapsed();
  process.off("warning", note);
  assertEquals(warnings, []);
});

Deno.test("Pause.nap: ends with the pause, and no later than its own maximum", async () => {
  using pause = new Pause(30);
  pause.restart();
  const startMs = performance.now();
  await pause.nap(5);
  assertFalse(pause.isOver);
  await pause.nap(1e9);
  assertGreaterOrEqual(performance.now() - startMs, 29);
});

Deno.test("Pause.end: ends the nap that is taken and the wait for the end, at once", async () => {
  using pause = new Pause(1e9);
  pause.restart();
  const waits = Promise.all([pause.nap(1e9), pause.elapsed()]);
  assertFalse(pause.isOver);
  pause.end();
  await waits;
  assert(pause.isOver);
});

Deno.test("Pause.end: a nap after it is one again, once the pause has begun anew", async () => {
  using pause = new Pause(1e9);
  pause.restart();
  pause.end();
  pause.restart();
  let isOver = false;
  const nap = pause.nap(1e9).then(() => isOver = true);
  await timer(5);
  assertFalse(isOver);
  pause.wake();
  await nap;
});

Deno.test("Pause.wake: ends the nap that is taken, and there are no more", async () => {
  using pause = new Pause(1e9);
  pause.restart();
  const nap = pause.nap(1e9);
  pause.wake();
  await nap;
  await pause.nap(1e9);
  assertFalse(pause.isOver);
});

Deno.test("Pause.restart: the end before it is forgotten", async () => {
  using pause = new Pause(20);
  pause.restart();
  await pause.elapsed();
  pause.restart();
  const startMs = performance.now();
  await pause.elapsed();
  assertGreaterOrEqual(performance.now() - startMs, 19);
});
