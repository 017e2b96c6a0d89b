/**
 * Waits for `promise`, but at most `ms` milliseconds; `promise` goes on then.
 *
 * @returns the value, or undefined when the time is over
 */
export async function within<Value>(
  ms: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    // Promise.race stays attached to both: a later rejection of `promise` is handled.
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
