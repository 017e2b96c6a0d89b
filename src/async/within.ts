/** Waits for `promise`, but not longer than `ms` milliseconds: then the result is undefined, and `promise` goes on. */
export async function within<Value>(
  ms: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    // The race goes on listening to a promise that lost it: no rejection of that one is ever unhandled.
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
