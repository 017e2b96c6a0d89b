import { AssertionError as NodeAssertionError } from "node:assert/strict";
import { AssertionError, withNote } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { format } from "./format.ts";

/**
 * Asserts that two values are equal in structure: `NaN` equals `NaN`, `0` equals `-0`, a missing
 * key differs from an undefined one, classes must be the same, the order of a `Set` or `Map` is
 * ignored.
 *
 * @throws {AssertionError} with the difference if the values differ
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `${withNote("Values are not equal", msg)}\n${difference(actual, expected)}`,
  );
}

/**
 * Asserts that two values are not equal in structure, the opposite of {@linkcode assertEquals}.
 *
 * @throws {AssertionError} if the values are equal
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(withNote(`Expected anything but ${format(expected)}`, msg));
}

/**
 * Asserts that two values are identical by `Object.is`.
 *
 * @throws {AssertionError} with the difference if the values are not identical
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(
    `${withNote("Values are not strictly equal", msg)}\n${difference(actual, expected)}`,
  );
}

function difference(actual: unknown, expected: unknown): string {
  const { message } = new NodeAssertionError({ actual, expected, operator: "deepStrictEqual" });
  return message;
}
