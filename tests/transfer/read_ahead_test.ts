import { assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { Budget } from "../../src/transfer/budget.ts";
import { CHUNK_BYTES, readAhead } from "../../src/transfer/read_ahead.ts";

/** Returns a file of `sizeBytes` whose next read is answered by a call of `answers.shift()`. */
function slowFile(sizeBytes: number) {
  const answers: (() => void)[] = [];
  let at = 0;
  let openBytes = 0;
  return {
    answers,
    get openBytes() {
      return openBytes;
    },
    close() {},
    read(lengthBytes: number): Promise<Uint8Array> {
      const bytes = Math.max(0, Math.min(lengthBytes, sizeBytes - at));
      at += bytes;
      openBytes += lengthBytes;
      return new Promise((resolve) => {
        answers.push(() => {
          openBytes -= lengthBytes;
          resolve(new Uint8Array(bytes));
        });
      });
    },
  };
}

Deno.test("readAhead: requests as far ahead as the budget allows, and no further", async () => {
  const budget = new Budget(4 * CHUNK_BYTES);
  const file = slowFile(100 * CHUNK_BYTES);
  const chunks = readAhead(file, { sizeBytes: 100 * CHUNK_BYTES, budget });
  let next = chunks.next();
  for (let unacknowledged = 1; unacknowledged <= 4; unacknowledged++) {
    assertEquals(file.openBytes, (5 - unacknowledged) * CHUNK_BYTES);
    file.answers.shift()?.();
    assertEquals((await next).value?.length, CHUNK_BYTES);
    next = chunks.next();
  }
  // Everything waits for acknowledgements now.
  assertEquals(file.answers.length, 0);
  budget.release(CHUNK_BYTES);
  await Promise.resolve();
  await Promise.resolve();
  assertLessOrEqual(file.openBytes, CHUNK_BYTES);
  file.answers.shift()?.();
  assertEquals((await next).value?.length, CHUNK_BYTES);
  await chunks.return();
});

Deno.test("readAhead: a short file ends early, and the budget is whole again", async () => {
  const budget = new Budget(4 * CHUNK_BYTES);
  const file = slowFile(CHUNK_BYTES + 10);
  let read = 0;
  const reading = (async () => {
    for await (const chunk of readAhead(file, { sizeBytes: 3 * CHUNK_BYTES, budget })) {
      read += chunk.length;
      budget.release(chunk.length);
    }
  })();
  file.answers.splice(0).forEach((answer) => answer());
  await reading;
  assertEquals(read, CHUNK_BYTES + 10);
  assertEquals(budget.tryTake(4 * CHUNK_BYTES), true);
});

Deno.test("readAhead: a read that fails is thrown, and others release their bytes", async () => {
  const budget = new Budget(4 * CHUNK_BYTES);
  const file = { read: () => Promise.reject(new Error("lost")), close() {} };
  const chunks = readAhead(file, { sizeBytes: 10 * CHUNK_BYTES, budget });
  await assertRejects(() => chunks.next(), Error, "lost");
  assertEquals(budget.tryTake(4 * CHUNK_BYTES), true);
});

Deno.test("Budget: serves calls in order", async () => {
  const budget = new Budget(10);
  await budget.take(8);
  const order: string[] = [];
  const large = budget.take(10).then(() => order.push("large"));
  const small = budget.take(1).then(() => order.push("small"));
  assertEquals(budget.tryTake(1), false);
  budget.release(8);
  await large;
  budget.release(10);
  await small;
  assertEquals(order, ["large", "small"]);
});

Deno.test("readAhead: requests each byte once, the last chunk for the rest alone", async () => {
  const budget = new Budget(10 * CHUNK_BYTES);
  const lengths: number[] = [];
  const reader = {
    read(lengthBytes: number) {
      lengths.push(lengthBytes);
      return Promise.resolve(new Uint8Array(lengthBytes));
    },
    close() {},
  };
  const chunks = await Array.fromAsync(
    readAhead(reader, { sizeBytes: 2 * CHUNK_BYTES + 7, budget }),
  );
  assertEquals(lengths, [CHUNK_BYTES, CHUNK_BYTES, 7]);
  assertEquals(chunks.map(({ length }) => length), lengths);
});

Deno.test("readAhead: requests nothing of an empty file", async () => {
  const budget = new Budget(CHUNK_BYTES);
  const file = slowFile(0);
  assertEquals(await Array.fromAsync(readAhead(file, { sizeBytes: 0, budget })), []);
  assertEquals(file.answers.length, 0);
});

Deno.test("readAhead: after the end of a short file nothing is requested or yielded", async () => {
  const budget = new Budget(CHUNK_BYTES);
  let reads = 0;
  const reader = {
    read(lengthBytes: number) {
      reads++;
      return Promise.resolve(new Uint8Array(reads === 1 ? lengthBytes : 0));
    },
    close() {},
  };
  let chunks = 0;
  for await (
    const { length } of readAhead(reader, { sizeBytes: 9 * CHUNK_BYTES, budget })
  ) {
    chunks++;
    budget.release(length);
  }
  assertEquals([chunks, reads], [1, 2]);
  assertEquals(budget.tryTake(CHUNK_BYTES), true);
});

Deno.test("readAhead: waits for the budget, and reads on when bytes are released", async () => {
  const budget = new Budget(CHUNK_BYTES);
  await budget.take(CHUNK_BYTES);
  const file = slowFile(10);
  const chunks = readAhead(file, { sizeBytes: 10, budget });
  const next = chunks.next();
  await Promise.resolve();
  assertEquals(file.answers.length, 0);
  budget.release(CHUNK_BYTES);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  file.answers.shift()?.();
  assertEquals((await next).value?.length, 10);
  assertEquals((await chunks.next()).done, true);
});

Deno.test("Budget: a call that does not fit yet keeps later calls waiting", async () => {
  const budget = new Budget(10);
  await budget.take(10);
  let isOver = false;
  const large = budget.take(8).then(() => isOver = true);
  budget.release(5);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  assertEquals(isOver, false);
  budget.release(3);
  await large;
  assertEquals([budget.tryTake(1), budget.tryTake(0)], [false, true]);
});
