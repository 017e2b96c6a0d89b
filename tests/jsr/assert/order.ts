import { AssertionError, withNote } from "./assertion_error.ts";
import { format } from "./format.ts";

/**
 * Asserts `actual > expected`.
 *
 * @throws {AssertionError} if not, with the message `msg` if given
 */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) throw misplaced(actual, expected, { sign: ">", msg });
}

/**
 * Asserts `actual >= expected`.
 *
 * @throws {AssertionError} if not, with the message `msg` if given
 */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) throw misplaced(actual, expected, { sign: ">=", msg });
}

/**
 * Asserts `actual < expected`.
 *
 * @throws {AssertionError} if not, with the message `msg` if given
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) throw misplaced(actual, expected, { sign: "<", msg });
}

/**
 * Asserts `actual <= expected`.
 *
 * @throws {AssertionError} if not, with the message `msg` if given
 */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) throw misplaced(actual, expected, { sign: "<=", msg });
}

/**
 * Asserts that two numbers differ by at most a tolerance.
 *
 * @param actual Actual number.
 * @param expected Expected number.
 * @param tolerance Maximum difference. Default: a ten-millionth of `expected`.
 * @param msg Note for the failure.
 * @throws {AssertionError} if the numbers differ by more
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7,
  msg?: string,
): void {
  if (Object.is(actual, expected) || Math.abs(expected - actual) <= tolerance) return;
  throw new AssertionError(withNote(`Expected ${actual} to be ${expected} ± ${tolerance}`, msg));
}

function misplaced(
  actual: unknown,
  expected: unknown,
  { sign, msg }: { sign: string; msg: string | undefined },
): AssertionError {
  return new AssertionError(msg ?? `Expected ${format(actual)} ${sign} ${format(expected)}`);
}
