import { stripVTControlCharacters } from "node:util";
import { AssertionError, withNote } from "./assertion_error.ts";

/**
 * Asserts that a value is an error, of a class and with a message if these are given.
 *
 * @param error The value.
 * @param ErrorClass The class it must be an instance of.
 * @param msgMatches A part of its message, or what this must match; colours are left aside.
 * @param msg A note for the failure.
 * @throws {AssertionError} If one of these does not hold.
 */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: abstract new (...args: never[]) => E,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(withNote(`Expected an Error, got ${Deno.inspect(error)}`, msg));
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const names = `"${ErrorClass.name}", got "${error.constructor?.name}"`;
    throw new AssertionError(withNote(`Expected an error of class ${names}`, msg));
  }
  if (msgMatches && !speaksOf(error.message, msgMatches)) {
    const wanted = msgMatches instanceof RegExp ? msgMatches : JSON.stringify(msgMatches);
    const found = JSON.stringify(error.message);
    throw new AssertionError(withNote(`Expected a message with ${wanted}, got ${found}`, msg));
  }
}

function speaksOf(message: string, wanted: string | RegExp): boolean {
  const plain = stripVTControlCharacters(message);
  return wanted instanceof RegExp
    ? wanted.test(plain)
    : plain.includes(stripVTControlCharacters(wanted));
}
