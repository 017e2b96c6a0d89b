/**
 * Assertions of `jsr:@std/assert` that this project uses, for networks without access to JSR.
 * Names, signatures and verdicts are those of the published package. The messages of failures
 * differ.
 *
 * @module
 */
export { assert, assertExists, assertFalse, fail, type Falsy, unreachable } from "./assert.ts";
export { AssertionError } from "./assertion_error.ts";
export { assertEquals, assertNotEquals, assertStrictEquals } from "./equals.ts";
export { assertArrayIncludes, assertMatch, assertStringIncludes } from "./includes.ts";
export { assertInstanceOf } from "./instance_of.ts";
export { assertIsError } from "./is_error.ts";
export { assertObjectMatch } from "./object_match.ts";
export {
  assertAlmostEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
} from "./order.ts";
export { assertRejects } from "./rejects.ts";
export { assertThrows } from "./throws.ts";
