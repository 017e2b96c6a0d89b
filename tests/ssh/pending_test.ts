import { assertEquals, assertRejects } from "@std/assert";
import { Pending } from "../../src/ssh/pending.ts";

const forever = () => new Promise<never>(() => {});

Deno.test("Pending.wait: settles as its answer does", async () => {
  const pending = new Pending();
  assertEquals(await pending.wait(Promise.resolve(1)), 1);
  await assertRejects(() => pending.wait(Promise.reject(new Error("no"))), Error, "no");
});

Deno.test("Pending.abandon: rejects those that wait, and not those that come later", async () => {
  const pending = new Pending();
  const waiting = [pending.wait(forever()), pending.wait(forever())];
  pending.abandon(new Error("given up"));
  for (const wait of waiting) await assertRejects(() => wait, Error, "given up");
  assertEquals(await pending.wait(Promise.resolve(1)), 1);
});

Deno.test("Pending.fail: rejects those that wait and those that come later, with the first cause", async () => {
  const pending = new Pending();
  const waiting = pending.wait(forever());
  pending.fail(new Error("first"));
  pending.fail(new Error("second"));
  await assertRejects(() => waiting, Error, "first");
  await assertRejects(() => pending.wait(Promise.resolve(1)), Error, "first");
});
