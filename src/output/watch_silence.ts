/** What silence is, whom to tell, and until when. */
export interface SilenceOptions {
  /** How long a pull may stay unanswered. */
  readonly silenceMs: number;
  /** Called at most once, from a timer. */
  readonly onSilence: () => void;
  /** Ends the watch, not the stream: for a reader that leaves a pull unanswered behind, as `until` does. */
  readonly signal?: AbortSignal;
}

/**
 * Passes everything on and calls `onSilence`, once, when a single pull stays unanswered for `silenceMs`: a slow reader
 * is no silence. It goes on after that. Ending it early ends `source`.
 */
export async function* watchSilence<T>(
  source: AsyncIterable<T>,
  { silenceMs, onSilence, signal }: SilenceOptions,
): AsyncGenerator<T, void, void> {
  const pulls = source[Symbol.asyncIterator]();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = signal?.aborted ?? false;
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
  };
  const tell = () => {
    stop();
    onSilence();
  };
  signal?.addEventListener("abort", stop, { once: true });
  let result: IteratorResult<T> | undefined;
  try {
    for (;;) {
      if (!isOver) timer = setTimeout(tell, silenceMs);
      result = undefined;
      result = await pulls.next();
      clearTimeout(timer);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    stop();
    signal?.removeEventListener("abort", stop);
    if (result?.done === false) await pulls.return?.();
  }
}
