import { within } from "../async/within.ts";

/** Options for {@linkcode watchSilence}. */
export interface SilenceOptions {
  /** Time for which a pull may stay unanswered, in milliseconds. */
  readonly silenceMs: number;
  /** Called at most once, when that time has passed. */
  readonly onSilence: () => void;
  /**
   * Ends the watch, and not the stream: for a reader that leaves a pull unanswered behind, as
   * `until` does.
   */
  readonly signal?: AbortSignal;
}

/**
 * Passes everything on. Calls `onSilence` when a pull stays unanswered for `silenceMs`, and goes
 * on; the time that the reader takes does not count. Ending the iteration early also ends that of
 * `source`.
 */
export async function* watchSilence<T>(
  source: AsyncIterable<T>,
  { silenceMs, onSilence, signal }: SilenceOptions,
): AsyncGenerator<T, void, void> {
  const pulls = source[Symbol.asyncIterator]();
  let isWatching = true;
  let result: IteratorResult<T> | undefined;
  try {
    for (;;) {
      result = undefined;
      const pull = pulls.next();
      isWatching &&= signal?.aborted !== true;
      if (isWatching && await within(silenceMs, pull) === undefined && !signal?.aborted) {
        isWatching = false;
        onSilence();
      }
      result = await pull;
      if (result.done) return;
      yield result.value;
    }
  } finally {
    if (result?.done === false) await pulls.return?.();
  }
}
