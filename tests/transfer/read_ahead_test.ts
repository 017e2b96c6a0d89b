import { assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { Budget } from "../../src/transfer/budget.ts";
import { CHUNK_BYTES, readAhead } from "../../src/transfer/read_ahead.ts";

const { signal } = new AbortController();

/** A file of `sizeBytes`, whose answers come when `answer` is called. */
function slowFile(sizeBytes: number) {
  const asked: (() => void)[] = [];
  let at = 0;
  let openBytes = 0;
  return {
    asked,
    get openBytes() {
      return openBytes;
    },
    close() {},
    read(lengthBytes: number): Promise<Uint8Array> {
      const bytes = Math.max(0, Math.min(lengthBytes, sizeBytes - at));
      at += bytes;
      openBytes += lengthBytes;
      return new Promise((resolve) => {
        asked.push(() => {
          openBytes -= lengthBytes;
          resolve(new Uint8Array(bytes));
        });
      });
    },
  };
}

Deno.test("readAhead: asks as far ahead as the budget allows, and no further", async () => {
  const budget = new Budget(4 * CHUNK_BYTES);
  const file = slowFile(100 * CHUNK_BYTES);
  const chunks = readAhead(file, { sizeBytes: 100 * CHUNK_BYTES, budget, signal });
  let next = chunks.next();
  for (let unacknowledged = 1; unacknowledged <= 4; unacknowledged++) {
    assertEquals(file.openBytes, (5 - unacknowledged) * CHUNK_BYTES);
    file.asked.shift()?.();
    assertEquals((await next).value?.length, CHUNK_BYTES);
    next = chunks.next();
  }
  // Everything waits for acknowledgements now.
  assertEquals(file.asked.length, 0);
  budget.give(CHUNK_BYTES);
  await Promise.resolve();
  await Promise.resolve();
  assertLessOrEqual(file.openBytes, CHUNK_BYTES);
  file.asked.shift()?.();
  assertEquals((await next).value?.length, CHUNK_BYTES);
  await chunks.return();
});

Deno.test("readAhead: a file that is shorter than said ends early, and the budget is whole again", async () => {
  const budget = new Budget(4 * CHUNK_BYTES);
  const file = slowFile(CHUNK_BYTES + 10);
  let read = 0;
  const reading = (async () => {
    for await (const chunk of readAhead(file, { sizeBytes: 3 * CHUNK_BYTES, budget, signal })) {
      read += chunk.length;
      budget.give(chunk.length);
    }
  })();
  file.asked.splice(0).forEach((answer) => answer());
  await reading;
  assertEquals(read, CHUNK_BYTES + 10);
  assertEquals(budget.tryTake(4 * CHUNK_BYTES), true);
});

Deno.test("readAhead: a read that fails is thrown, and gives back what others had taken", async () => {
  const budget = new Budget(4 * CHUNK_BYTES);
  const file = { read: () => Promise.reject(new Error("lost")), close() {} };
  const chunks = readAhead(file, { sizeBytes: 10 * CHUNK_BYTES, budget, signal });
  await assertRejects(() => chunks.next(), Error, "lost");
  assertEquals(budget.tryTake(4 * CHUNK_BYTES), true);
});

Deno.test("readAhead: asks for nothing more when it is stopped while it waits for the budget", async () => {
  const budget = new Budget(CHUNK_BYTES);
  await budget.take(CHUNK_BYTES);
  const file = slowFile(10 * CHUNK_BYTES);
  const stopping = new AbortController();
  const options = { sizeBytes: 10 * CHUNK_BYTES, budget, signal: stopping.signal };
  const next = readAhead(file, options).next();
  stopping.abort(new Error("stopped"));
  budget.give(CHUNK_BYTES);
  await assertRejects(() => next, Error, "stopped");
  assertEquals(file.asked.length, 0);
  assertEquals(budget.tryTake(CHUNK_BYTES), true);
});

Deno.test("Budget: is given in the order of asking", async () => {
  const budget = new Budget(10);
  await budget.take(8);
  const order: string[] = [];
  const large = budget.take(10).then(() => order.push("large"));
  const small = budget.take(1).then(() => order.push("small"));
  assertEquals(budget.tryTake(1), false);
  budget.give(8);
  await large;
  budget.give(10);
  await small;
  assertEquals(order, ["large", "small"]);
});

Deno.test("readAhead: asks for each byte once, the last chunk for the rest alone", async () => {
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
    readAhead(reader, { sizeBytes: 2 * CHUNK_BYTES + 7, budget, signal }),
  );
  assertEquals(lengths, [CHUNK_BYTES, CHUNK_BYTES, 7]);
  assertEquals(chunks.map(({ length }) => length), lengths);
});

Deno.test("readAhead: an empty file is read by nobody", async () => {
  const budget = new Budget(CHUNK_BYTES);
  const file = slowFile(0);
  assertEquals(await Array.fromAsync(readAhead(file, { sizeBytes: 0, budget, signal })), []);
  assertEquals(file.asked.length, 0);
});

Deno.test("readAhead: after the end of a short file nothing is asked for, and no chunk is empty", async () => {
  const budget = new Budget(CHUNK_BYTES);
  let asked = 0;
  const reader = {
    read(lengthBytes: number) {
      asked++;
      return Promise.resolve(new Uint8Array(asked === 1 ? lengthBytes : 0));
    },
    close() {},
  };
  let chunks = 0;
  for await (
    const { length } of readAhead(reader, { sizeBytes: 9 * CHUNK_BYTES, budget, signal })
  ) {
    chunks++;
    budget.give(length);
  }
  assertEquals([chunks, asked], [1, 2]);
  assertEquals(budget.tryTake(CHUNK_BYTES), true);
});

Deno.test("readAhead: waits for the budget, and reads on when there is some", async () => {
  const budget = new Budget(CHUNK_BYTES);
  await budget.take(CHUNK_BYTES);
  const file = slowFile(10);
  const chunks = readAhead(file, { sizeBytes: 10, budget, signal });
  const next = chunks.next();
  await Promise.resolve();
  assertEquals(file.asked.length, 0);
  budget.give(CHUNK_BYTES);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  file.asked.shift()?.();
  assertEquals((await next).value?.length, 10);
  assertEquals((await chunks.next()).done, true);
});

Deno.test("Budget: who does not fit yet keeps those behind waiting", async () => {
  const budget = new Budget(10);
  await budget.take(10);
  let isOver = false;
  const large = budget.take(8).then(() => isOver = true);
  budget.give(5);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  assertEquals(isOver, false);
  budget.give(3);
  await large;
  assertEquals([budget.tryTake(1), budget.tryTake(0)], [false, true]);
});
