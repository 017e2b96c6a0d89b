import { assertEquals, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { ProbeTurns } from "../../src/operations/probe_turns.ts";

Deno.test("ProbeTurns: one at a time for each server", () => {
  const turns = new ProbeTurns();
  const first = turns.take("a");
  assertEquals(assertThrows(() => turns.take("a"), AppError).code, 14001);
  turns.take("b");
  first[Symbol.dispose]();
  turns.take("a");
});

Deno.test("ProbeTurns: a failed login refuses for 10 s, with the seconds left", () => {
  let nowMs = 5_000;
  const turns = new ProbeTurns(() => nowMs);
  turns.rest("a");
  turns.take("b");
  const cases = [[5_000, 10], [5_001, 10], [14_000, 1], [14_999, 1]] as const;
  for (const [at, left] of cases) {
    nowMs = at;
    const { code, detail } = assertThrows(() => turns.take("a"), AppError);
    const expected = `The last login of a probe to a failed: try again in ${left} s`;
    assertEquals([code, detail], [14001, expected]);
  }
  nowMs = 15_000;
  turns.take("a");
});
