import { assertIsError } from "./is_error.ts";

/** A class of errors, abstract or not. */
export type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** What a caller expects to be thrown. */
export interface Expectation {
  /** The class; without it anything may be thrown. */
  readonly ErrorClass?: ErrorClass<Error> | undefined;
  /** A part of the error's message. */
  readonly msgIncludes?: string | undefined;
  /** A note for the failure. */
  readonly msg?: string | undefined;
}

/**
 * Tells the two ways to call apart: `(fn, msg?)` and `(fn, ErrorClass, msgIncludes?, msg?)`.
 *
 * @param rest What came after `fn`.
 */
export function readExpectation(
  rest: readonly [string?] | readonly [ErrorClass<Error>, string?, string?],
): Expectation {
  const [first, msgIncludes, msg] = rest;
  return typeof first === "string" ? { msg: first } : { ErrorClass: first, msgIncludes, msg };
}

/**
 * Asserts that what was thrown is what was expected.
 *
 * @throws {AssertionError} If it is not.
 */
export function assertThrown(error: unknown, expectation: Expectation): void {
  if (!expectation.ErrorClass) return;
  assertIsError(error, expectation.ErrorClass, expectation.msgIncludes, expectation.msg);
}
