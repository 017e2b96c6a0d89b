import { AssertionError, withNote } from "./assertion_error.ts";

/** Type of the values that {@linkcode assertFalse} accepts. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/**
 * Asserts that a value is truthy.
 *
 * @throws {AssertionError} with the message `msg` if the value is falsy
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/**
 * Asserts that a value is falsy.
 *
 * @throws {AssertionError} with the message `msg` if the value is truthy
 */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/**
 * Asserts that a value is neither `null` nor `undefined`.
 *
 * @throws {AssertionError} if the value is one of them
 */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    throw new AssertionError(withNote(`Expected a value, got ${actual}`, msg));
  }
}

/**
 * Throws.
 *
 * @throws {AssertionError} always
 */
export function fail(msg?: string): never {
  throw new AssertionError(withNote("Failed assertion", msg));
}

/**
 * Marks a place that must never be reached.
 *
 * @throws {AssertionError} always
 */
export function unreachable(msg?: string): never {
  throw new AssertionError(withNote("Unreachable", msg));
}
