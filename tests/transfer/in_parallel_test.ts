import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { inParallel } from "../../src/transfer/in_parallel.ts";

/** Runs that end when the test says so. */
function runs() {
  const begun: number[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const run = (item: number) => {
    begun.push(item);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    return end.promise;
  };
  return { begun, ends, run };
}

/** Lets everything that is ready go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

Deno.test("inParallel: begins in order, and no more than the limit at once", async () => {
  const { begun, ends, run } = runs();
  const all = inParallel([1, 2, 3, 4], { limit: 2, run });
  await settle();
  assertEquals(begun, [1, 2]);
  ends[1]?.resolve();
  await settle();
  assertEquals(begun, [1, 2, 3]);
  ends[0]?.resolve();
  ends[2]?.resolve();
  await settle();
  assertEquals(begun, [1, 2, 3, 4]);
  ends[3]?.resolve();
  await all;
});

Deno.test("inParallel: after a failure nothing begins, and what had begun is waited for", async () => {
  const { begun, ends, run } = runs();
  const told: unknown[] = [];
  let isOver = false;
  const onFailure = (cause: unknown) => told.push(cause);
  const all = inParallel([1, 2, 3, 4], { limit: 2, run, onFailure });
  const checked = assertRejects(() => all, Error, "first").then(() => isOver = true);
  await settle();
  const first = new Error("first");
  ends[0]?.reject(first);
  await settle();
  assertEquals([begun, isOver], [[1, 2], false]);
  assertEquals(told.length, 1);
  assertStrictEquals(told[0], first);
  ends[1]?.reject(new Error("second"));
  await checked;
  assertEquals([begun, told.length], [[1, 2], 1]);
});

Deno.test("inParallel: another that succeeds after the failure begins nothing new", async () => {
  const { begun, ends, run } = runs();
  const all = inParallel([1, 2, 3], { limit: 2, run });
  const checked = assertRejects(() => all, Error, "first");
  await settle();
  ends[0]?.reject(new Error("first"));
  await settle();
  ends[1]?.resolve();
  await checked;
  assertEquals(begun, [1, 2]);
});

Deno.test("inParallel: nothing to do is done", async () => {
  await inParallel([], { limit: 3, run: () => Promise.reject(new Error("must not run")) });
});
