import { within } from "../async/within.ts";
import { EscapeParser, type Span } from "./escape_parser.ts";

/**
 * Search for a stop phrase in the text that a terminal would show. Escape sequences are skipped. A
 * newline matches with or without carriage returns before it; other carriage returns are characters
 * like any other. Serves one stream.
 */
export class StopPhrase {
  readonly #phrase: string;
  readonly #hasBreaks: boolean;
  readonly #parser = new EscapeParser();
  /** Last shown characters, in which the phrase may have begun. */
  #carry = "";
  #found = false;

  /**
   * Starts the search at the beginning of a stream.
   *
   * @throws {RangeError} when `phrase` holds nothing but escape sequences
   */
  constructor(phrase: string) {
    this.#phrase = joinBreaks(visible(phrase, new EscapeParser().read(phrase)));
    if (this.#phrase === "") throw new RangeError("A stop phrase needs a visible character");
    this.#hasBreaks = /[\r\n]/.test(this.#phrase);
  }

  /** Whether the phrase has been read. The end of its line may still be to come. */
  get found(): boolean {
    return this.#found;
  }

  /**
   * Reads the next piece of the stream. Returns the index in `text` after the newline that ends the
   * line of the phrase, if that is in `text`.
   */
  read(text: string): number | undefined {
    const spans = this.#parser.read(text);
    if (this.#found) return afterNewline(text, { spans, ordinal: 1 });
    const joined = this.#carry + visible(text, spans);
    const shown = this.#hasBreaks ? joinBreaks(joined) : joined;
    const at = shown.indexOf(this.#phrase);
    if (at < 0) {
      this.#carry = shown.slice(-this.#phrase.length);
      return undefined;
    }
    this.#found = true;
    const last = at + this.#phrase.length - 1;
    const end = shown.indexOf("\n", last);
    if (end < 0) return undefined;
    const ordinal = newlines(shown.slice(0, end + 1)) - newlines(this.#carry);
    return afterNewline(text, { spans, ordinal });
  }
}

/** Options for {@linkcode until}. */
export interface UntilOptions {
  /**
   * Time to wait for the end of the line that holds the phrase, in milliseconds, after which that
   * line counts as complete. Default: 200.
   */
  readonly lineWaitMs?: number;
}

/**
 * Passes text on, at once and unchanged, up to the end of the line that holds the stop phrase, or
 * to the end of `source`. Only time spent waiting for `source` counts towards `lineWaitMs`: a slow
 * reader does not cut a line short.
 *
 * `source` is never returned, so that its owner can read on. When `lineWaitMs` has passed, one pull
 * is left unanswered; its answer is dropped, also when it is an error.
 */
export async function* until(
  source: AsyncIterable<string>,
  stop: StopPhrase,
  { lineWaitMs = 200 }: UntilOptions = {},
): AsyncGenerator<string, void, void> {
  const pulls = source[Symbol.asyncIterator]();
  let leftMs = lineWaitMs;
  while (leftMs > 0) {
    const pulledMs = performance.now();
    const pull = pulls.next();
    const result = stop.found ? await within(leftMs, pull) : await pull;
    if (result === undefined || result.done) return;
    if (stop.found) leftMs -= performance.now() - pulledMs;
    const end = stop.read(result.value);
    const text = end === undefined ? result.value : result.value.slice(0, end);
    if (text !== "") yield text;
    if (end !== undefined) return;
  }
}

/** Returns the characters of `text` in `spans`. */
function visible(text: string, spans: readonly Span[]): string {
  const [first] = spans;
  if (first !== undefined && first.end - first.start === text.length) return text;
  return spans.map(({ start, end }) => text.slice(start, end)).join("");
}

/**
 * Replaces a newline and the returns before it by `\n`, and other returns in a row by one `\r`.
 * Text may be appended to the result and replaced again.
 */
function joinBreaks(text: string): string {
  return text.replace(/\r+(\n?)/g, (_, newline: string) => newline || "\r");
}

function newlines(text: string): number {
  return text.split("\n").length - 1;
}

/**
 * Returns the index after the `ordinal`-th newline in `spans`, or `undefined` when there are fewer.
 */
function afterNewline(
  text: string,
  { spans, ordinal }: { spans: readonly Span[]; ordinal: number },
): number | undefined {
  let left = ordinal;
  for (const { start, end } of spans) {
    for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) {
      if (--left === 0) return at + 1;
    }
  }
  return undefined;
}
