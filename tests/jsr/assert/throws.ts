import { AssertionError, withNote } from "./assertion_error.ts";
import { assertThrown, type ErrorClass, readExpectation } from "./thrown.ts";

/**
 * Asserts that a function throws, whatever it be.
 *
 * @returns What was thrown.
 * @throws {AssertionError} If nothing was.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class.
 *
 * @param fn The function, called once.
 * @param ErrorClass The class.
 * @param msgIncludes A part of the error's message.
 * @param msg A note for the failure.
 * @returns The error.
 * @throws {AssertionError} If nothing, or something else, was thrown.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  ...rest: [string?] | [ErrorClass<Error>, string?, string?]
): unknown {
  const expectation = readExpectation(rest);
  try {
    fn();
  } catch (error) {
    assertThrown(error, expectation);
    return error;
  }
  throw new AssertionError(withNote("Expected the function to throw", expectation.msg));
}
