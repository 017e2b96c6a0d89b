import { assert, assertEquals, assertFalse, assertStrictEquals } from "@std/assert";
import { AppError, Cancelled, type ErrorRow, ERRORS, toAppError } from "../src/errors.ts";

Deno.test("ERRORS: every code has five digits, is unique, and starts with its area", () => {
  const codes = Object.values<ErrorRow>(ERRORS).map(({ code }) => code);
  assertEquals(codes.length, new Set(codes).size);
  assertEquals(codes.filter((code) => !/^[1-5]\d{4}$/.test(String(code))), []);
  assertEquals(codes, codes.toSorted((a, b) => a - b));
});

Deno.test("ERRORS: every status is an HTTP status of failures", () => {
  const statuses = Object.values<ErrorRow>(ERRORS).map(({ status }) => status);
  assertEquals(statuses.filter((status) => status < 400 || status > 504), []);
});

Deno.test("AppError: has the code, status and message of its row, and its arguments", () => {
  const cause = new Error("cause");
  const faults = [{ field: "limit", message: "is missing" }];
  const error = new AppError("RESOURCE_LOCKED", "detail", {
    cause,
    facts: { lock_owner: "a" },
    faults,
    retryAfterSeconds: 7,
  });
  assertEquals([error.code, error.status, error.kind], [50008, 423, "RESOURCE_LOCKED"]);
  assertEquals([error.name, error.message], ["AppError", ERRORS.RESOURCE_LOCKED.message]);
  assertEquals([error.detail, error.facts], ["detail", { lock_owner: "a" }]);
  assertStrictEquals(error.cause, cause);
  assertStrictEquals(error.faults, faults);
  assertEquals(error.retryAfterSeconds, 7);
});

Deno.test("AppError: has no facts, faults, cause or time for another request by default", () => {
  const { detail, facts, faults, cause, retryAfterSeconds } = new AppError("NOT_FOUND");
  assertEquals([detail, facts, faults, cause], [undefined, {}, undefined, undefined]);
  assertEquals(retryAfterSeconds, undefined);
});

Deno.test("toAppError: returns an AppError unchanged, else 10000 with the cause", () => {
  const known = new AppError("NOT_FOUND");
  assertStrictEquals(toAppError(known), known);
  for (const cause of [new TypeError("x"), "text", undefined]) {
    const error = toAppError(cause);
    assertEquals(error.code, 10000);
    assertStrictEquals(error.cause, cause);
  }
});

Deno.test("Cancelled: is no AppError, and has its name in logs", () => {
  const cancelled: Error = new Cancelled("stopped");
  assertEquals([cancelled.name, cancelled.message], ["Cancelled", "stopped"]);
  assertFalse(cancelled instanceof AppError);
  assert(cancelled instanceof Error);
});
