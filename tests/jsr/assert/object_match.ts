import { assertEquals } from "./equals.ts";

/**
 * Asserts that an object has the properties of another object at every depth, and maybe more.
 * Classes are ignored. An array must start with the expected items.
 *
 * @throws {AssertionError} if a property is missing or differs
 */
export function assertObjectMatch(
  actual: object,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals(project(actual, expected), project(expected, expected), msg);
}

/** Returns the part of `value` that has a counterpart in `pattern`. */
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
