import { assertEquals } from "@std/assert";
import { TokenBucket } from "../../src/access/token_bucket.ts";

Deno.test("TokenBucket: gives a burst, then what has come back, never more than a burst", () => {
  let nowMs = 0;
  const bucket = new TokenBucket({ perSecond: 10, burst: 3, nowMs: () => nowMs });
  const taken = (afterMs: number) => {
    nowMs += afterMs;
    return [1, 2, 3, 4].filter(() => bucket.take()).length;
  };
  // A token comes back every 100 ms; parts of it add up.
  assertEquals([0, 0, 99, 1, 250, 50, 1_000_000].map(taken), [3, 0, 0, 1, 2, 1, 3]);
});
