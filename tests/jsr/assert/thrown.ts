import { assertIsError } from "./is_error.ts";

/** Class of errors, abstract or not. */
export type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** Expectation about a thrown value. */
export interface Expectation {
  /** Class of the error. Default: any value is accepted. */
  readonly ErrorClass?: ErrorClass<Error> | undefined;
  /** Part of the error's message. */
  readonly msgIncludes?: string | undefined;
  /** Note for the failure. */
  readonly msg?: string | undefined;
}

/**
 * Reads the arguments of the two signatures `(fn, msg?)` and `(fn, ErrorClass, msgIncludes?,
 * msg?)`.
 *
 * @param rest Arguments after `fn`.
 */
export function readExpectation(
  rest: readonly [string?] | readonly [ErrorClass<Error>, string?, string?],
): Expectation {
  const [first, msgIncludes, msg] = rest;
  return typeof first === "string" ? { msg: first } : { ErrorClass: first, msgIncludes, msg };
}

/**
 * Asserts that a thrown value is the expected one.
 *
 * @throws {AssertionError} if it is not
 */
export function assertThrown(error: unknown, expectation: Expectation): void {
  if (!expectation.ErrorClass) return;
  assertIsError(error, expectation.ErrorClass, expectation.msgIncludes, expectation.msg);
}
