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
