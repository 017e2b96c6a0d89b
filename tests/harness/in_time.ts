import { within } from "../../src/async/within.ts";

/** Time for anything that a test waits for, in milliseconds. */
const LIMIT_MS = 60_000;

/**
 * Waits for `promise`, at most {@linkcode LIMIT_MS} or `limitMs`; it goes on then.
 *
 * @throws {Error} that names `what` when it has not settled in time
 */
export async function inTime<Value>(
  promise: PromiseLike<Value>,
  what: string,
  { limitMs = LIMIT_MS } = {},
): Promise<Value> {
  const settled = await within(limitMs, Promise.resolve(promise).then((value) => ({ value })));
  if (settled === undefined) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
  return settled.value;
}
