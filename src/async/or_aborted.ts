/**
 * Waits for `promise`, but only until `signal` aborts; `promise` goes on then. Nothing stays
 * attached to `signal`, so that it may outlive any number of waits.
 *
 * @throws the reason of `signal`
 */
export async function orAborted<Value>(
  signal: AbortSignal,
  promise: Promise<Value>,
): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
