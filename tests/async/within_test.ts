import { assertEquals, assertRejects } from "@std/assert";
import { within } from "../../src/async/within.ts";

Deno.test(
  "within: gives what comes in time, its failure too, and undefined for what does not",
  async () => {
    assertEquals(await within(1e6, Promise.resolve("in time")), "in time");
    await assertRejects(() => within(1e6, Promise.reject(new Error("broken"))), Error, "broken");
    assertEquals(await within(5, new Promise(() => {})), undefined);
  },
);

Deno.test("within: what fails after its time is no unhandled rejection", async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  assertEquals(await within(5, promise), undefined);
  reject(new Error("late"));
  await new Promise((resolve) => setTimeout(resolve));
});
