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
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`not within ${limitMs / 1000} s: ${what}`));
  }, limitMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
