import { within } from "../async/within.ts";
import { EscapeParser, type Run } from "./escape_parser.ts";

/**
 * A text to stop at, looked for in what a terminal would show: escape sequences are skipped, and a newline is one with
 * or without carriage returns before it. A carriage return alone is a character like any other, so a phrase is not
 * found across it. Serves one stream.
 */
export class StopPhrase {
  readonly #phrase: string;
  readonly #hasBreaks: boolean;
  readonly #parser = new EscapeParser();
  /** The end of what was read: as much as a phrase can have begun in. */
  #carry = "";
  #found = false;

  /** Begins at the start of a stream. @throws {RangeError} when `phrase` has nothing but escape sequences */
  constructor(phrase: string) {
    this.#phrase = joinBreaks(visible(phrase, new EscapeParser().read(phrase)));
    if (this.#phrase === "") throw new RangeError("A stop phrase needs a visible character");
    this.#hasBreaks = /[\r\n]/.test(this.#phrase);
  }

  /** Whether the phrase has been seen; the end of its line may still be to come. */
  get found(): boolean {
    return this.#found;
  }

  /** Reads on. Returns the index in `text` after the newline that ends the phrase's line, if that is in `text`. */
  read(text: string): number | undefined {
    const runs = this.#parser.read(text);
    if (this.#found) return afterNewline(text, { runs, ordinal: 1 });
    const joined = this.#carry + visible(text, runs);
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
    return afterNewline(text, { runs, ordinal });
  }
}

/** How `until` waits. */
export interface UntilOptions {
  /** A line without newline is taken for the last one after this much waiting for more of it. Default 200. */
  readonly lineWaitMs?: number;
}

/**
 * Passes text on, at once and unchanged, up to the end of the line that `stop` is in; ends without it when `source` does.
 * Only time spent waiting for `source` counts towards `lineWaitMs`: a slow reader does not cut a line short.
 *
 * `source` is pulled by hand and never closed: who started it goes on reading it. When the wait for a newline ends the
 * text, one pull is still unanswered; its answer is dropped, also when it is an error.
 */
export async function* until(
  source: AsyncIterable<string>,
  stop: StopPhrase,
  { lineWaitMs = 200 }: UntilOptions = {},
): AsyncGenerator<string, void, void> {
  const pulls = source[Symbol.asyncIterator]();
  let leftMs = lineWaitMs;
  while (leftMs > 0) {
    const askedMs = performance.now();
    const pull = pulls.next();
    const result = stop.found ? await within(leftMs, pull) : await pull;
    if (result === undefined || result.done) return;
    if (stop.found) leftMs -= performance.now() - askedMs;
    const end = stop.read(result.value);
    const text = end === undefined ? result.value : result.value.slice(0, end);
    if (text !== "") yield text;
    if (end !== undefined) return;
  }
}

function visible(text: string, runs: readonly Run[]): string {
  const [first] = runs;
  if (first !== undefined && first.end - first.start === text.length) return text;
  return runs.map(({ start, end }) => text.slice(start, end)).join("");
}

/** One `\n` for a newline with returns before it, one `\r` for returns alone; may be done piece by piece. */
function joinBreaks(text: string): string {
  return text.replace(/\r+(\n?)/g, (_, newline: string) => newline || "\r");
}

function newlines(text: string): number {
  return text.split("\n").length - 1;
}

/** Index after the `ordinal`-th newline in the runs, undefined when there are fewer. */
function afterNewline(
  text: string,
  { runs, ordinal }: { runs: readonly Run[]; ordinal: number },
): number | undefined {
  let left = ordinal;
  for (const { start, end } of runs) {
    for (let at = text.indexOf("\n", start); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) {
      if (--left === 0) return at + 1;
    }
  }
  return undefined;
}
