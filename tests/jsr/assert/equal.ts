type Keyed = Set<unknown> | Map<unknown, unknown>;
type Pairs = Map<object, object>;

/**
 * Prototypes of classes that are compared as text. `lastIndex` of a regular expression is ignored.
 */
const TEXTUAL: readonly unknown[] = [RegExp.prototype, URL.prototype, URLSearchParams.prototype];

/**
 * Checks whether two values are equal in structure. Unlike in `node:assert/strict`, `0` equals
 * `-0`, an object without a prototype equals a plain object, functions and errors equal only
 * themselves, and getters of a class are compared. `NaN` equals `NaN`, a missing key differs from
 * an undefined one, and the order of a `Set` or `Map` is ignored.
 *
 * @throws {TypeError} for two different `WeakMap`s or `WeakSet`s, whose content cannot be read
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, pairs: Pairs): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (kindOf(a) !== kindOf(b)) return false;
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`A ${a.constructor.name} cannot be compared`);
  }
  if (a instanceof WeakRef && b instanceof WeakRef) return compare(a.deref(), b.deref(), pairs);
  const left = itemsOf(a);
  const right = itemsOf(b);
  if (left && right) return sameItems(left, right);
  if (TEXTUAL.includes(kindOf(a))) return String(a) === String(b);
  // A pair that contains itself, through a cycle, is equal unless another part differs.
  if (pairs.get(a) === b) return true;
  pairs.set(a, b);
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  if (isKeyed(a) && isKeyed(b)) return sameEntries(a, b, pairs);
  return sameProperties(a, b, pairs);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isKeyed(value: object): value is Keyed {
  return value instanceof Set || value instanceof Map;
}

function kindOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function itemsOf(value: object): ArrayLike<number | bigint> | undefined {
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return new Uint8Array(value);
  }
  if (value instanceof DataView || !ArrayBuffer.isView(value)) return undefined;
  return value as Uint8Array | BigUint64Array;
}

function sameItems(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  }
  return true;
}

function sameEntries(a: Keyed, b: Keyed, pairs: Pairs): boolean {
  if (a.size !== b.size) return false;
  const candidates = [...b.entries()];
  return [...a.entries()].every(([key, value]) => {
    if (!isObject(key)) {
      return b.has(key) && (b instanceof Set || compare(value, b.get(key), pairs));
    }
    return candidates.some(([otherKey, otherValue]) =>
      compare(key, otherKey, pairs) && compare(value, otherValue, pairs)
    );
  });
}

function sameProperties(a: object, b: object, pairs: Pairs): boolean {
  return [...new Set([...keysOf(a), ...keysOf(b)])].every((key) =>
    key in a === key in b && compare(Reflect.get(a, key), Reflect.get(b, key), pairs)
  );
}

/**
 * Returns the own enumerable keys of `value`; for an instance of a class also the inherited ones.
 */
function keysOf(value: object): PropertyKey[] {
  const kind = kindOf(value);
  if (kind === Object.prototype || kind === Array.prototype) return Reflect.ownKeys({ ...value });
  const keys: PropertyKey[] = [];
  let level: object | null = value;
  while (level !== null && level !== Object.prototype && level !== Array.prototype) {
    keys.push(...Reflect.ownKeys(level));
    level = Object.getPrototypeOf(level);
  }
  return keys;
}
