import { stripVTControlCharacters } from "node:util";
import { AssertionError, withNote } from "./assertion_error.ts";

/**
 * Asserts that a value is an error; with arguments also its class and its message.
 *
 * @param error Value to check.
 * @param ErrorClass Class of the error.
 * @param msgMatches Part of the message, or a pattern for it. Colours are ignored.
 * @param msg Note for the failure.
 * @throws {AssertionError} if one of these does not hold
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
