import { AssertionError, withNote } from "./assertion_error.ts";

/**
 * Asserts that a value is an instance of a class.
 *
 * @throws {AssertionError} with the names of both classes if it is not
 */
export function assertInstanceOf<T extends abstract new (...args: never[]) => unknown>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    withNote(`Expected an instance of "${expectedType.name}", got "${className(actual)}"`, msg),
  );
}

function className(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? value.constructor?.name ?? "Object" : typeof value;
}
