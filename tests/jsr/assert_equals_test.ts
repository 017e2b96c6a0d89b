import { assertEquals, AssertionError, assertNotEquals, assertObjectMatch } from "@std/assert";

class Point {
  readonly #x: number;
  constructor(x: number) {
    this.#x = x;
  }
  get x(): number {
    return this.#x;
  }
}

class Named {
  constructor(readonly a: number) {}
}

function withSelf(a: number): Record<string, unknown> {
  const object: Record<string, unknown> = { a };
  return Object.assign(object, { self: object });
}

function fails(check: () => void): AssertionError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
}

/** Checks both assertions in both directions. Exactly one of the two must fail. */
function isEqual(a: unknown, b: unknown): boolean {
  const verdicts = [[a, b], [b, a]].map(([left, right]) => {
    const equal = !fails(() => assertEquals(left, right));
    if (equal === !fails(() => assertNotEquals(left, right))) {
      throw new Error("Both or none failed");
    }
    return equal;
  });
  if (verdicts[0] !== verdicts[1]) throw new Error("The order of the arguments matters");
  return verdicts[0] === true;
}

const fn = () => {};
const error = new Error("a");

const EQUAL: readonly [string, unknown, unknown][] = [
  ["primitives", 1, 1],
  ["NaN", { a: NaN }, { a: NaN }],
  ["0 and -0", [0], [-0]],
  ["nested objects, keys in any order", { a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1 }],
  ["no prototype and the plain one", Object.create(null), {}],
  ["dates", new Date(5), new Date(5)],
  ["invalid dates", new Date(NaN), new Date(NaN)],
  ["regular expressions", /a/g, /a/g],
  ["URLs", new URL("http://a/b"), new URL("http://a/b")],
  ["sets in any order", new Set([1, { a: 1 }]), new Set([{ a: 1 }, 1])],
  ["maps in any order", new Map([["a", [1]], ["b", [2]]]), new Map([["b", [2]], ["a", [1]]])],
  ["maps with objects as keys", new Map([[{ a: 1 }, 2]]), new Map([[{ a: 1 }, 2]])],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  ["instances of one class", new Named(1), new Named(1)],
  ["instances with equal getters", new Point(1), new Point(1)],
  ["symbols as keys", { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 1 }],
  ["the same function", { fn }, { fn }],
  ["the same error", error, error],
  ["cycles", withSelf(1), withSelf(1)],
];

const DIFFERENT: readonly [string, unknown, unknown][] = [
  ["values of two types", 1, "1"],
  ["null and undefined", null, undefined],
  ["null and an object", null, {}],
  ["a missing key and an undefined one", {}, { a: undefined }],
  ["undefined keys of two names", { a: undefined }, { b: undefined }],
  ["a hole and an undefined item", [, 1], [undefined, 1]],
  ["lists in another order", [1, 2], [2, 1]],
  ["lists of two lengths", [1], [1, 2]],
  ["an object and a list", {}, []],
  ["dates", new Date(5), new Date(6)],
  ["regular expressions", /a/g, /a/i],
  ["URLs", new URL("http://a/b"), new URL("http://a/c")],
  ["sets", new Set([1, 2]), new Set([1, 3])],
  ["sets of two sizes", new Set([1]), new Set([1, 2])],
  ["sets of objects", new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  ["maps with other values", new Map([["a", 1]]), new Map([["a", 2]])],
  ["maps with other keys", new Map([["a", 1]]), new Map([["b", 1]])],
  ["maps with objects as keys", new Map([[{ a: 1 }, 2]]), new Map([[{ a: 1 }, 3]])],
  ["a set and a map", new Set(), new Map()],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  ["bytes of two kinds", new Uint8Array([1]), new Int8Array([1])],
  ["buffers", new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  ["a class and a plain object", new Named(1), { a: 1 }],
  ["instances of one class", new Named(1), new Named(2)],
  ["instances with other getters", new Point(1), new Point(2)],
  ["symbols as keys", { [Symbol.iterator]: 1 }, { [Symbol.iterator]: 2 }],
  ["two functions", () => {}, () => {}],
  ["two errors of one message", new Error("a"), new Error("b")],
  ["cycles", withSelf(1), withSelf(2)],
];

Deno.test("assertEquals: accepts equal values", async (t) => {
  for (const [name, a, b] of EQUAL) {
    await t.step(name, () => {
      if (!isEqual(a, b)) throw new Error("Found to be different");
    });
  }
});

Deno.test("assertEquals: refuses different values", async (t) => {
  for (const [name, a, b] of DIFFERENT) {
    await t.step(name, () => {
      if (isEqual(a, b)) throw new Error("Found to be equal");
    });
  }
});

Deno.test("assertEquals: weak references are as equal as their targets", () => {
  const [one, same, other] = [{ a: 1 }, { a: 1 }, { a: 2 }];
  assertEquals(isEqual(new WeakRef(one), new WeakRef(same)), true);
  assertEquals(isEqual(new WeakRef(one), new WeakRef(other)), false);
});

Deno.test("assertEquals: two weak maps cannot be compared", () => {
  let thrown: unknown;
  try {
    assertEquals(new WeakMap(), new WeakMap());
  } catch (reason) {
    thrown = reason;
  }
  if (!(thrown instanceof TypeError)) throw new Error("Did not throw a TypeError");
});

Deno.test("assertEquals: the message has the note and the lines that differ", () => {
  const message = fails(() => assertEquals({ a: 1, b: [2] }, { a: 1, b: [3] }, "the note"))
    ?.message;
  const lines = (message ?? "").split("\n").map((line) => line.replaceAll(/\s|,$/g, ""));
  const found = ["Valuesarenotequal:thenote", "2", "3"].map((part) =>
    lines.find((line) => line.endsWith(part))
  );
  assertEquals(found.map((line) => line !== undefined), [true, true, true]);
  assertNotEquals(found[1]?.[0], found[2]?.[0]);
});

Deno.test("assertNotEquals: the message has the note", () => {
  const message = fails(() => assertNotEquals([1], [1], "the note"))?.message;
  assertEquals(message?.endsWith(": the note"), true);
});

Deno.test("assertObjectMatch: accepts additional properties", () => {
  assertObjectMatch({ a: 1, b: 2 }, { a: 1 });
  assertObjectMatch({ a: { b: [{ c: 1, d: 2 }, 3], e: 4 } }, { a: { b: [{ c: 1 }] } });
  assertObjectMatch(new Named(1), { a: 1 });
  assertObjectMatch({ a: new Named(1) }, { a: { a: 1 } });
  assertObjectMatch({ a: new Set([1, 2]), b: new Map([["x", 1], ["y", 2]]) }, {
    a: new Set([1]),
    b: new Map([["y", 2]]),
  });
  assertObjectMatch({ a: new Date(5), b: /x/ }, { a: new Date(5), b: /x/ });
  assertObjectMatch(new RangeError("far"), { message: "far" });
  assertObjectMatch({ a: 1 }, {});
});

Deno.test("assertObjectMatch: refuses a missing or different property at any depth", () => {
  const cases: [object, Record<PropertyKey, unknown>][] = [
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{}, { a: 1 }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [{ a: [1] }, { a: [1, 2] }],
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
    [{ a: new Set([1]) }, { a: new Set([2]) }],
    [{ a: new Map([["x", 1]]) }, { a: new Map([["x", 2]]) }],
    [{ a: new Date(5) }, { a: new Date(6) }],
    [{ a: /x/ }, { a: /y/ }],
    [{ a: null }, { a: {} }],
  ];
  for (const [actual, expected] of cases) {
    const failure = fails(() => assertObjectMatch(actual, expected, "the note"));
    if (!failure?.message.includes("the note")) throw new Error(Deno.inspect({ actual, expected }));
  }
});
