import { assertEquals } from "@std/assert";
import { LineLimit } from "../src/line_limit.ts";
import { eventually } from "./harness/eventually.ts";

Deno.test("LineLimit: tells once a minute how many lines it left out, by itself", async () => {
  const told: [string, number][] = [];
  using limit = new LineLimit({
    onLeftOut: (message, count) => told.push([message, count]),
    lines: 2,
    minuteMs: 100,
  });
  assertEquals([1, 2, 3, 4].map(() => limit.admits("a")), [true, true, false, false]);
  assertEquals(limit.admits("b"), true);
  assertEquals(told, []);
  await eventually(() => told.length > 0, "the minute is over");
  assertEquals(told, [["a", 2]]);
  assertEquals([1, 2, 3].map(() => limit.admits("a")), [true, true, false]);
  limit[Symbol.dispose]();
  assertEquals(told, [["a", 2], ["a", 1]]);
});
