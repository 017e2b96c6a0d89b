import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unreachable,
} from "@std/assert";

/** Checks that `check` throws, without using the package under test. */
function mustFail(check: () => unknown, messagePart = ""): void {
  let error: unknown;
  try {
    check();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof AssertionError)) throw new Error(`Did not fail: ${check}`);
  if (!error.message.includes(messagePart)) throw new Error(`Wrong message: ${error.message}`);
}

/** Checks that the promise of `check` rejects, without using the package under test. */
async function mustReject(check: () => Promise<unknown>, messagePart = ""): Promise<void> {
  const error = await check().then(() => undefined, (thrown) => thrown);
  mustFail(() => {
    if (error) throw error;
  }, messagePart);
}

Deno.test("AssertionError: is an Error of that name, with a cause if given", () => {
  const error = new AssertionError("text", { cause: 1 });
  if (!(error instanceof Error)) throw new Error("is no Error");
  assertStrictEquals(`${error}`, "AssertionError: text");
  assertStrictEquals(error.cause, 1);
});

Deno.test("assert, assertFalse: accept truthy and falsy values", () => {
  for (const value of [1, "a", {}, [], true, 1n]) {
    assert(value);
    mustFail(() => assertFalse(value, "the note"), "the note");
  }
  for (const value of [0, "", null, undefined, false, 0n, NaN]) {
    assertFalse(value);
    mustFail(() => assert(value, "the note"), "the note");
  }
});

Deno.test("assertExists: accepts all values but null and undefined", () => {
  for (const value of [0, "", false, NaN]) assertExists(value);
  for (const value of [null, undefined]) {
    mustFail(() => assertExists(value, "the note"), "the note");
  }
});

Deno.test("fail, unreachable: fail", () => {
  mustFail(() => fail("the note"), "Failed assertion: the note");
  mustFail(() => unreachable("the note"), "Unreachable: the note");
});

Deno.test("assertStrictEquals: requires the identical value", () => {
  const list = [1];
  assertStrictEquals(list, list);
  assertStrictEquals(NaN, NaN);
  mustFail(() => assertStrictEquals([1], [1], "the note"), "the note");
  mustFail(() => assertStrictEquals(0, -0));
  mustFail(() => assertStrictEquals<unknown>(1, "1", "the note"), "not strictly equal: the note");
});

Deno.test("assertMatch: requires a match", () => {
  assertMatch("abc", /b./);
  mustFail(() => assertMatch("abc", /^b/, "the note"), "the note");
});

Deno.test("assertStringIncludes: requires a part of the text", () => {
  assertStringIncludes("abc", "bc");
  mustFail(() => assertStringIncludes("abc", "cb", "the note"), "the note");
});

Deno.test("assertArrayIncludes: requires every item by structure, in any order", () => {
  assertArrayIncludes([1, { a: [2] }, NaN], [NaN, { a: [2] }]);
  assertArrayIncludes(new Uint8Array([1, 2]), [2]);
  assertArrayIncludes([1], []);
  mustFail(() => assertArrayIncludes([{ a: 1 }, { a: 2 }], [{ a: 2 }, { a: 3 }], "note"), "a: 3");
  mustFail(() => assertArrayIncludes([1, 2], [3], "the note"), "the note");
});

Deno.test("assertInstanceOf: requires an instance, and names both classes", () => {
  assertInstanceOf(new RangeError(), Error);
  assertInstanceOf([], Array);
  mustFail(() => assertInstanceOf(new Error(), RangeError, "the note"), '"RangeError"');
  mustFail(() => assertInstanceOf(new Map(), Set, "the note"), '"Map": the note');
  mustFail(() => assertInstanceOf(null, Date), "null");
  mustFail(() => assertInstanceOf("text", String), "string");
});

Deno.test("assertGreater and the others: compare with <, <=, > and >=", () => {
  const holds = { greater: [2, 1], equal: [1, 1], less: [1, 2] } as const;
  const verdicts = Object.entries(holds).map(([order, [a, b]]) => {
    const checks = [assertGreater, assertGreaterOrEqual, assertLess, assertLessOrEqual];
    return [order, ...checks.map((check) => passes(() => check<number>(a, b)))];
  });
  assertEquals(verdicts, [
    ["greater", true, true, false, false],
    ["equal", false, true, false, true],
    ["less", false, false, true, true],
  ]);
  assertGreater(new Date(2), new Date(1));
  mustFail(() => assertLess(NaN, 1));
  mustFail(() => assertLess(2, 1, "the note"), "the note");
});

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

Deno.test("assertAlmostEquals: allows a tolerance, by default a ten-millionth", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(10, 11, 1);
  assertAlmostEquals(Infinity, Infinity);
  mustFail(() => assertAlmostEquals(1, 1.000001));
  mustFail(() => assertAlmostEquals(10, 11.5, 1, "the note"), "the note");
  mustFail(() => assertAlmostEquals(NaN, 1));
});

Deno.test("assertIsError: requires an error, its class and its message", () => {
  const error: unknown = new RangeError("\x1b[31mtoo\x1b[39m far");
  assertIsError(error);
  assertIsError(error, Error);
  assertIsError(error, RangeError, "too far");
  assertIsError(error, RangeError, /^too f/);
  mustFail(() => assertIsError("text", undefined, undefined, "the note"), "the note");
  mustFail(() => assertIsError(error, TypeError, undefined, "the note"), '"RangeError": the note');
  mustFail(() => assertIsError(error, Error, "too near"), "too near");
  mustFail(() => assertIsError(error, Error, /^far/), "/^far/");
});

Deno.test("assertThrows: returns the thrown value", () => {
  const error = new RangeError("too far");
  const fn = () => {
    throw error;
  };
  assertStrictEquals(assertThrows(fn), error);
  assertStrictEquals(assertThrows(fn, "the note"), error);
  assertStrictEquals(assertThrows(fn, Error, "too far"), error);
  assertStrictEquals(assertThrows(() => fn(), RangeError).message, "too far");
});

Deno.test("assertThrows: refuses no error, and another error", () => {
  mustFail(() => assertThrows(() => 1, "the note"), "to throw: the note");
  mustFail(() => assertThrows(() => 1, Error, "x", "the note"), "to throw: the note");
  const fn = () => {
    throw new RangeError("too far");
  };
  mustFail(() => assertThrows(fn, TypeError), "RangeError");
  mustFail(() => assertThrows(fn, RangeError, "too near", "the note"), "the note");
  const throwText = () => {
    throw "text";
  };
  assertStrictEquals(assertThrows(throwText), "text");
  mustFail(() => assertThrows(throwText, Error, "", "the note"), "the note");
});

Deno.test("assertRejects: returns the reason", async () => {
  const error = new RangeError("too far");
  const fn = () => Promise.reject(error);
  assertStrictEquals(await assertRejects(fn), error);
  assertStrictEquals(await assertRejects(fn, "the note"), error);
  assertStrictEquals((await assertRejects(fn, RangeError, "too")).message, "too far");
  assertStrictEquals(await assertRejects(() => Promise.reject("text")), "text");
});

Deno.test(
  "assertRejects: refuses a fulfilled promise, another reason, a throw, no promise",
  async () => {
    await mustReject(() => assertRejects(() => Promise.resolve(1), "the note"), "reject: the note");
    const fn = () => Promise.reject(new RangeError("too far"));
    await mustReject(() => assertRejects(fn, TypeError), "RangeError");
    await mustReject(() => assertRejects(fn, RangeError, "near", "the note"), "the note");
    await mustReject(
      () => assertRejects(() => Promise.reject("text"), Error, "", "the note"),
      "note",
    );
    const throws = () => {
      throw new RangeError("too far");
    };
    await mustReject(() => assertRejects(throws, RangeError, "too", "the note"), "the note");
    const returnsNone = (() => 1) as unknown as () => Promise<unknown>;
    await mustReject(() => assertRejects(returnsNone, "the note"), "the note");
  },
);
