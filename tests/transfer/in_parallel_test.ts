import { assertEquals, assertRejects } from "@std/assert";
import { inParallel } from "../../src/transfer/in_parallel.ts";

Deno.test("inParallel: at most the limit at once, in order of their beginning", async () => {
  const begun: number[] = [];
  const open: (() => void)[] = [];
  const all = inParallel([1, 2, 3, 4, 5], {
    limit: 2,
    run: (item) => {
      begun.push(item);
      return new Promise<void>((resolve) => open.push(resolve));
    },
  });
  for (let ended = 0; ended < 5; ended++) {
    assertEquals(begun.length, Math.min(5, ended + 2));
    open.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  await all;
  assertEquals(begun, [1, 2, 3, 4, 5]);
});

Deno.test("inParallel: the first failure is told at once and thrown when all are over", async () => {
  const begun: number[] = [];
  const told: unknown[] = [];
  const late = Promise.withResolvers<void>();
  let isOver = false;
  const all = inParallel([1, 2, 3], {
    limit: 2,
    run: async (item) => {
      begun.push(item);
      if (item === 1) throw new Error("first");
      await late.promise;
      throw new Error("second");
    },
    onFailure: (cause) => told.push(cause),
  });
  const thrown = assertRejects(() => all.finally(() => isOver = true), Error, "first");
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals([begun, told.length, isOver], [[1, 2], 1, false]);
  late.resolve();
  await thrown;
  assertEquals([begun, told.length], [[1, 2], 1]);
});
