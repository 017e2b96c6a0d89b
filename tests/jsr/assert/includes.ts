import { AssertionError, withNote } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { format } from "./format.ts";

/**
 * Asserts that a text matches a regular expression.
 *
 * @throws {AssertionError} if it does not
 */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(withNote(`Expected "${actual}" to match ${expected}`, msg));
}

/**
 * Asserts that a text contains another text.
 *
 * @throws {AssertionError} if it does not
 */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(withNote(`Expected "${actual}" to contain "${expected}"`, msg));
}

/**
 * Asserts that each item of `expected` is equal in structure to some item of `actual`.
 *
 * @throws {AssertionError} with the missing items if there are any
 */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T> & object,
  expected: ArrayLike<T> & object,
  msg?: string,
): void {
  const found = Array.from(actual);
  const missing = Array.from(expected).filter((item) => !found.some((other) => equal(item, other)));
  if (missing.length === 0) return;
  throw new AssertionError(
    withNote(`Expected ${format(actual)} to include ${format(missing)}`, msg),
  );
}
