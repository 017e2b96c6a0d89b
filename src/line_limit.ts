/** Options for {@linkcode LineLimit}. */
export interface LineLimitOptions {
  /** Called with a message and the number of its lines that were left out in the last minute. */
  readonly onLeftOut: (message: string, count: number) => void;
  /** Maximum number of lines with the same message in a minute. Default: 60. */
  readonly lines?: number;
  /** Length of that minute, in milliseconds. Default: 60,000. */
  readonly minuteMs?: number;
}

/** Lines with the same message, from the first one of a minute on. */
interface Kind {
  /** Start of the minute, by `performance.now()`. */
  readonly sinceMs: number;
  written: number;
  leftOut: number;
  /** Timer that ends the minute, once a line was left out. */
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * Limit of log lines with the same message, so that no client can fill the log. Disposing it tells
 * how many lines were left out since the last time.
 */
export class LineLimit implements Disposable {
  readonly #options: Required<LineLimitOptions>;
  readonly #kinds = new Map<string, Kind>();

  /** Creates the limit. */
  constructor({ onLeftOut, lines = 60, minuteMs = 60_000 }: LineLimitOptions) {
    this.#options = { onLeftOut, lines, minuteMs };
  }

  /** Counts a line with `message`. Returns whether it is to be written. */
  admits(message: string): boolean {
    const { lines, minuteMs } = this.#options;
    const nowMs = performance.now();
    let kind = this.#kinds.get(message);
    if (kind === undefined || nowMs - kind.sinceMs >= minuteMs) {
      this.#end(message);
      kind = { sinceMs: nowMs, written: 0, leftOut: 0 };
      this.#kinds.set(message, kind);
    }
    if (kind.written < lines) {
      kind.written++;
      return true;
    }
    const restMs = kind.sinceMs + minuteMs - nowMs;
    if (kind.leftOut++ === 0) kind.timer = setTimeout(() => this.#end(message), restMs);
    return false;
  }

  /** Ends the minutes of all messages. */
  [Symbol.dispose](): void {
    for (const message of this.#kinds.keys()) this.#end(message);
  }

  /** Ends the minute of `message`. */
  #end(message: string): void {
    const { leftOut = 0, timer } = this.#kinds.get(message) ?? {};
    clearTimeout(timer);
    this.#kinds.delete(message);
    if (leftOut > 0) this.#options.onLeftOut(message, leftOut);
  }
}
