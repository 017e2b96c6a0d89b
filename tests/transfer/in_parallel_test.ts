import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { inParallel } from "../../src/transfer/in_parallel.ts";

/** Returns a function whose calls end when the test settles them. */
function runs() {
  const started: number[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const run = (item: number) => {
    started.push(item);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    return end.promise;
  };
  return { started, ends, run };
}

/** Waits until all that is ready has run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

Deno.test("inParallel: starts calls in order, and no more than the limit at once", async () => {
  const { started, ends, run } = runs();
  const all = inParallel([1, 2, 3, 4], { limit: 2, run });
  await settle();
  assertEquals(started, [1, 2]);
  ends[1]?.resolve();
  await settle();
  assertEquals(started, [1, 2, 3]);
  ends[0]?.resolve();
  ends[2]?.resolve();
  await settle();
  assertEquals(started, [1, 2, 3, 4]);
  ends[3]?.resolve();
  await all;
});

Deno.test("inParallel: after a failure no call starts, and running ones end", async () => {
  const { started, ends, run } = runs();
  const told: unknown[] = [];
  let isEnded = false;
  const onFailure = (cause: unknown) => told.push(cause);
  const all = inParallel([1, 2, 3, 4], { limit: 2, run, onFailure });
  const checked = assertRejects(() => all, Error, "first").then(() => isEnded = true);
  await settle();
  const first = new Error("first");
  ends[0]?.reject(first);
  await settle();
  assertEquals([started, isEnded], [[1, 2], false]);
  assertEquals(told.length, 1);
  assertStrictEquals(told[0], first);
  ends[1]?.reject(new Error("second"));
  await checked;
  assertEquals([started, told.length], [[1, 2], 1]);
});

Deno.test("inParallel: a call that succeeds after the failure starts no other", async () => {
  const { started, ends, run } = runs();
  const all = inParallel([1, 2, 3], { limit: 2, run });
  const checked = assertRejects(() => all, Error, "first");
  await settle();
  ends[0]?.reject(new Error("first"));
  await settle();
  ends[1]?.resolve();
  await checked;
  assertEquals(started, [1, 2]);
});

Deno.test("inParallel: resolves without items", async () => {
  await inParallel([], { limit: 3, run: () => Promise.reject(new Error("must not run")) });
});
