import { AssertionError, withNote } from "./assertion_error.ts";
import { assertThrown, type ErrorClass, readExpectation } from "./thrown.ts";

/**
 * Asserts that a function returns a promise that rejects with any reason.
 *
 * @returns the reason
 * @throws {AssertionError} if the promise is fulfilled, or the function throws or returns no
 * promise
 */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/**
 * Asserts that a function returns a promise that rejects with an error of a class.
 *
 * @param fn Function, called once.
 * @param ErrorClass Class of the error.
 * @param msgIncludes Part of the error's message.
 * @param msg Note for the failure.
 * @returns the error
 * @throws {AssertionError} if the promise does anything else, or the function throws or returns no
 * promise
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...rest: [string?] | [ErrorClass<Error>, string?, string?]
): Promise<unknown> {
  const expectation = readExpectation(rest);
  const promise = start(fn, expectation.msg);
  try {
    await promise;
  } catch (error) {
    assertThrown(error, expectation);
    return error;
  }
  throw new AssertionError(withNote("Expected the promise to reject", expectation.msg));
}

function start(fn: () => PromiseLike<unknown>, msg: string | undefined): PromiseLike<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (cause) {
    throw new AssertionError(withNote("Expected a rejection, but the function threw", msg), {
      cause,
    });
  }
  if (typeof promise?.then === "function") return promise;
  throw new AssertionError(withNote("Expected the function to return a promise", msg));
}
