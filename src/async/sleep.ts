import { orAborted } from "./or_aborted.ts";

/** Waits for `ms` milliseconds. @throws the reason of `signal` */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await orAborted(signal, promise);
  } finally {
    clearTimeout(timer);
  }
}
