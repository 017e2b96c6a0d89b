import { AssertionError, withNote } from "./assertion_error.ts";
import { assertThrown, type ErrorClass, readExpectation } from "./thrown.ts";

/**
 * Asserts that a function throws any value.
 *
 * @returns the thrown value
 * @throws {AssertionError} if the function does not throw
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class.
 *
 * @param fn Function, called once.
 * @param ErrorClass Class of the error.
 * @param msgIncludes Part of the error's message.
 * @param msg Note for the failure.
 * @returns the error
 * @throws {AssertionError} if the function throws nothing or another value
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
