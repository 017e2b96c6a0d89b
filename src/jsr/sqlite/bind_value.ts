import type { SQLInputValue } from "node:sqlite";

/**
 * Value of a parameter. A boolean becomes 0 or 1, `undefined` becomes `NULL`, a `Date` its ISO 8601
 * text, a list or an object its JSON. A symbol throws, and so does an integer of more than 64 bits.
 */
export type BindValue =
  | number
  | string
  | symbol
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | Uint8Array
  | BindValue[]
  | { [key: string]: BindValue };

/** Values by position, or by name. A name without `:`, `@` or `$` means `:name`. */
export type BindParameters = BindValue[] | Record<string, BindValue>;

/** Values one after another, or all in one list or object. */
export type RestBindParameters = BindValue[] | [BindParameters];

/** Parameters in the form of `node:sqlite`: values by name, then values by position. */
export type NativeParameters = [Record<string, SQLInputValue>, ...SQLInputValue[]];

/**
 * Converts the arguments of a statement. A list or an object as the first argument holds all
 * values.
 *
 * @throws {Error} if a value cannot be bound
 */
export function toNativeParameters(params: RestBindParameters): NativeParameters {
  const [first] = params;
  if (Array.isArray(first)) return [{}, ...first.map(toNative)];
  if (!isBag(first)) return [{}, ...params.map(toNative)];
  const named = Object.entries(first).map(([name, value]) => [prefixed(name), toNative(value)]);
  return [Object.fromEntries(named)];
}

function isBag(value: unknown): value is Record<string, BindValue> {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array) &&
    !(value instanceof Date);
}

function prefixed(name: string): string {
  return /^[:@$]/.test(name) ? name : `:${name}`;
}

/**
 * Converts a value. Integers become bigints: `node:sqlite` binds every number as a float, which a
 * column without a type would keep.
 */
function toNative(value: BindValue): SQLInputValue {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? BigInt(value) : value;
    case "boolean":
      return value ? 1n : 0n;
    case "undefined":
      return null;
    case "string":
    case "bigint":
      return value;
    case "object":
      if (value === null || value instanceof Uint8Array) return value;
      return value instanceof Date ? value.toISOString() : JSON.stringify(value);
    default:
      throw new Error(`A value of type ${typeof value} cannot be bound: ${String(value)}`);
  }
}
