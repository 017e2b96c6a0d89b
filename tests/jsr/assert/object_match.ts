import { assertEquals } from "./equals.ts";

/**
 * Asserts that an object has what another has, at every depth, and lets it have more. Classes are of no
 * matter; of an array the first items count, as many as expected.
 *
 * @throws {AssertionError} If something is missing or differs.
 */
export function assertObjectMatch(
  actual: object,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(project(actual, expected), project(expected, expected), msg);
}

/** The part of a value that a pattern speaks of. */
function part(value: unknown, pattern: unknown): unknown {
  if (!isObject(value) || !isObject(pattern)) return value;
  if (value instanceof RegExp || value instanceof Date) return value;
  if (Array.isArray(value) && Array.isArray(pattern)) {
    return Array.from(value.slice(0, pattern.length), (item, index) => part(item, pattern[index]));
  }
  if (value instanceof Map && pattern instanceof Map) {
    const common = [...value].filter(([key]) => pattern.has(key));
    return new Map(common.map(([key, item]) => [key, part(item, pattern.get(key))]));
  }
  if (value instanceof Set && pattern instanceof Set) return value.intersection(pattern);
  return project(value, pattern);
}

function project(value: object, pattern: object): Record<PropertyKey, unknown> {
  const wanted = new Set(Reflect.ownKeys(pattern));
  const common = Reflect.ownKeys(value).filter((key) => wanted.has(key));
  return Object.fromEntries(
    common.map((key) => [key, part(Reflect.get(value, key), Reflect.get(pattern, key))]),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
