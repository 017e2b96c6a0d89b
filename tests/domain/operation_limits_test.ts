import { assertEquals } from "@std/assert";
import { refuseOperation } from "../../src/domain/operation_limits.ts";

/** Returns the code and detail of the refusal of an operation on `servers`. */
function refusalOf(servers: string[], running: string[][]): unknown[] | undefined {
  const limits = { maxOperations: 4, maxOperationsPerServer: 2 };
  const refusal = refuseOperation(servers, { running, limits });
  return refusal && [refusal.code, refusal.detail];
}

Deno.test("refuseOperation: as many as the limit run, in all and on a server", () => {
  assertEquals(refusalOf(["a"], [["a"], ["b"], ["c"]]), undefined);
  assertEquals(refusalOf(["e"], [["a"], ["b"], ["c"], ["d"]]), [
    14001,
    "The service runs 4 operations, as many as it can: try again when one of them has ended",
  ]);
  assertEquals(refusalOf(["a"], [["a"], ["b"], ["a"]]), [
    14001,
    "a has 2 operations, as many as it can: try again when one of them has ended",
  ]);
});

Deno.test("refuseOperation: a transfer counts on both servers, and once on one", () => {
  assertEquals(refusalOf(["b"], [["a", "b"], ["b"]])?.[0], 14001);
  assertEquals(refusalOf(["a"], [["a", "b"], ["b"]]), undefined);
  assertEquals(refusalOf(["a", "b"], [["b"], ["b"]])?.[0], 14001);
  assertEquals(refusalOf(["a"], [["a", "a"]]), undefined);
});
